"""What each event says, as the rest of a sentence that begins with a name; and which kinds of events there are."""

from __future__ import annotations

from dataclasses import dataclass

# A verb begins with the room in which it happened; this is what people call that part of their work.
KINDS = {
    "reviews": "The review and its steps",
    "documents": "Documents and submissions",
    "feedback": "Letter and areas for development",
    "qa_panel": "QA Panel (Home Office)",
    "actionplans": "Action plan",
    "intake": "Plans brought in",
    "agencies": "Links for agencies",
    "packs": "Packs and reports",
    "publication": "Closing duties",
    "notices": "Notices",
    "retention": "Keeping and disposal",
    "accounts": "People and sign-in",
    "history": "Record of changes",
}


@dataclass(frozen=True, slots=True)
class Words:
    """`said` follows who did it, and `{row}` in it is what the row is called.

    `shared` is what both sides of the exchange may read of each other: the steps between them, and
    what they did with what both have. `reading` is a look or a copy, which changes nothing.
    """

    said: str
    shared: bool = False
    reading: bool = False


def shared(said: str) -> Words:
    return Words(said, shared=True)


def reading(said: str) -> Words:
    return Words(said, reading=True)


SAID: dict[str, Words] = {
    "reviews.review_opened": Words("opened the review"),
    "reviews.review_edited": Words("changed the details of the review"),
    "reviews.round_moved": shared("recorded a step: {row}"),
    "reviews.step_corrected": shared("corrected a step: {row}"),
    "reviews.step_taken_back": shared("took a step back: {row}"),
    "reviews.hold_begun": shared("put the review on hold"),
    "reviews.hold_ended": shared("took the review off hold"),
    "reviews.review_transferred": shared("transferred the review to another CSP"),
    "reviews.file_kept": Words("added a file: {row}"),
    "reviews.file_refused": Words("chose a file that was refused: a virus was found in it"),
    "reviews.file_downloaded": reading("downloaded a file: {row}"),
    "reviews.duties_set": shared("recorded what the feedback letter asks for at the end"),
    "reviews.person_added": Words("added {row} to the people of the review"),
    "reviews.person_edited": Words("changed what is recorded of {row}"),
    "reviews.person_removed": Words("took {row} off the people of the review"),
    "documents.document_added": Words("added a document: {row}"),
    "documents.version_added": Words("added a version: {row}"),
    "documents.file_followed": Words("added a newer version of a file: {row}"),
    "documents.document_left_out": Words("left a document out of what is submitted: {row}"),
    "documents.signed_off": Words("recorded a sign-off: {row}"),
    "documents.round_submitted": shared("submitted to the Home Office: {row}"),
    "documents.submission_received": shared("recorded a submission that came by e-mail: {row}"),
    "documents.submission_viewed": reading("looked at what was submitted: {row}"),
    "documents.review_received": shared("opened the review from what came by e-mail"),
    "feedback.letter_brought_in": Words("brought in a feedback letter"),
    "feedback.draft_saved": Words("saved the check of the feedback letter"),
    "feedback.letter_set_aside": Words("set a feedback letter aside"),
    "feedback.letter_confirmed": shared("confirmed the feedback letter"),
    "feedback.letter_corrected": shared("corrected what is recorded of the feedback letter"),
    "feedback.letter_withdrawn": shared("withdrew the feedback letter"),
    "feedback.letter_viewed": reading("looked at the feedback letter"),
    "feedback.area_corrected": shared("corrected the words of {row}"),
    "feedback.area_added": shared("added {row}, which had been missed in the letter"),
    "feedback.area_left_out": shared("left {row} out, as the letter does not ask for it"),
    "feedback.revision_recorded": Words("recorded a revision of {row}"),
    "feedback.item_assigned": Words("assigned {row}"),
    "feedback.item_discussed": Words("wrote in the discussion of {row}"),
    "feedback.item_rethemed": Words("changed the themes of {row}"),
    "qa_panel.round_taken": Words("took the round"),
    "qa_panel.round_handed_over": Words("handed the round to a colleague"),
    "qa_panel.round_given_back": Words("gave the round back to the queue"),
    "qa_panel.mark_saved": Words("marked {row} for the QA Panel"),
    "qa_panel.marks_issued": shared("recorded the QA Panel’s view of the areas"),
    "actionplans.recommendation_added": Words("added {row}"),
    "actionplans.recommendation_edited": Words("changed {row}"),
    "actionplans.action_added": Words("added {row}"),
    "actionplans.action_edited": Words("changed {row}"),
    "actionplans.action_given_up": Words("recorded that an action is not taken forward: {row}"),
    "actionplans.action_taken_up": Words("took an action up again: {row}"),
    "actionplans.update_added": Words("recorded an update of {row}"),
    "actionplans.legend_edited": Words("changed what the RAG ratings mean"),
    "actionplans.agency_renamed": Words("renamed an agency in the action plans"),
    "actionplans.plan_exported": reading("downloaded the action plan"),
    "intake.plan_kept": Words("brought in a plan to check"),
    "intake.columns_mapped": Words("said what the columns of a plan mean"),
    "intake.row_fixed": Words("put {row} right"),
    "intake.row_skipped": Words("left {row} out"),
    "intake.row_taken": Words("took {row} back in"),
    "intake.plan_set_aside": Words("set a plan aside"),
    "intake.plan_brought_in": Words("wrote a plan that was brought in into the action plan"),
    "intake.plan_viewed": reading("looked at a plan that was brought in"),
    "agencies.agency_asked": Words("sent a link to {row}"),
    "agencies.link_sent_again": Words("sent the link again to {row}"),
    "agencies.link_withdrawn": Words("withdrew the link of {row}"),
    "agencies.link_renamed": Words("changed the name on the link of {row}"),
    "agencies.link_used": reading("used the link of {row}"),
    "agencies.update_received": Words("sent an update of {row}"),
    "agencies.update_taken": Words("took an agency’s update of {row} into the plan"),
    "agencies.update_returned": Words("returned an agency’s update of {row}"),
    "packs.making_started": Words("began to make {row}"),
    "packs.making_stopped": Words("stopped {row} from being made"),
    "packs.making_resumed": Words("began again to make {row}"),
    "packs.making_ended": Words("did not make {row}"),
    "packs.pack_prepared": Words("chose what the pack is to hold"),
    "packs.findings_overridden": Words(
        "decided to make the pack although a check stood against it"
    ),
    "packs.pack_made": Words("made {row}"),
    "packs.pack_sent": Words("recorded that {row} was sent"),
    "packs.pack_previewed": reading("looked at a preview of the pack"),
    "packs.pack_downloaded": reading("downloaded {row}"),
    "packs.archive_downloaded": reading("downloaded {row} with its files"),
    "packs.message_downloaded": reading("downloaded {row} as a message"),
    "packs.paper_downloaded": reading("downloaded a paper: {row}"),
    "packs.board_report_viewed": reading("looked at the report for the board"),
    "packs.board_report_downloaded": reading("downloaded the report for the board"),
    "publication.duty_added": Words("added a closing duty: {row}"),
    "publication.duty_done": shared("recorded a closing duty as done: {row}"),
    "publication.duty_taken_back": shared("took back that a closing duty was done: {row}"),
    "publication.duty_set_aside": shared("set a closing duty aside: {row}"),
    "publication.withheld": shared("recorded that publication is withheld"),
    "publication.withholding_ended": shared("recorded that publication is no longer withheld"),
    "notices.people_told": Words("set off notices to the people of the review"),
    "notices.emails_chosen": Words("chose which notices come by e-mail"),
    "retention.period_set": Words("set how long records are kept"),
    "retention.review_date_chosen": Words("chose when the records are looked at again"),
    "retention.held_back": Words("held the records back from disposal"),
    "retention.let_go": Words("no longer holds the records back from disposal"),
    "retention.disposal_proposed": Words("proposed to dispose of the records"),
    "retention.disposal_agreed": Words("agreed to dispose of the records"),
    "retention.disposal_declined": Words("declined to dispose of the records"),
    "retention.disposal_stopped": Words("stopped the disposal of the records"),
    "retention.review_disposed": Words("disposed of the records of a review"),
    "retention.copy_made": reading("took an anonymised copy of the records"),
    "retention.certificate_downloaded": reading("downloaded a certificate of disposal"),
    "accounts.organisation_added": Words("added the organisation"),
    "accounts.organisation_edited": Words("changed the settings of the organisation"),
    "accounts.organisation_left": Words("left the organisation"),
    "accounts.person_added": Words("added {row}"),
    "accounts.person_renamed": Words("changed the name of {row}"),
    "accounts.person_invited": Words("invited {row}"),
    "accounts.invitation_sent_again": Words("sent the invitation of {row} again"),
    "accounts.invitation_withdrawn": Words("withdrew the invitation of {row}"),
    "accounts.invitation_accepted": Words("accepted the invitation of {row}"),
    "accounts.account_closed": Words("closed the account of {row}"),
    "accounts.role_given": Words("gave a role to {row}"),
    "accounts.role_ended": Words("ended a role of {row}"),
    "accounts.address_asked_for": Words("asked to change the e-mail address of {row}"),
    "accounts.address_changed": Words("changed the e-mail address of {row}"),
    "accounts.password_changed": Words("changed the password of {row}"),
    "accounts.password_reset": Words("set a new password for {row}, by e-mail"),
    "accounts.service_linked": Words("linked the council’s sign-in to {row}"),
    "accounts.service_unlinked": Words("unlinked the council’s sign-in of {row}"),
    "accounts.session_ended": Words("signed {row} out on one device"),
    "accounts.sessions_ended": Words("signed {row} out on other devices"),
    "accounts.text_kept": Words("left a page with text on it, which was kept"),
    "accounts.signed_in": reading("signed in"),
    "accounts.signed_out": reading("signed out"),
    "accounts.sign_in_failed": Words("tried to sign in as {row}, and could not"),
    "accounts.sign_in_locked": Words("tried to sign in as {row} too often, and has to wait"),
    "accounts.step_up_passed": reading("showed again who they are"),
    "accounts.second_step_added": Words("added a second step to the sign-in of {row}"),
    "accounts.second_step_removed": Words("removed a second step from the sign-in of {row}"),
    "accounts.second_steps_forgotten": Words("removed every second step of {row}"),
    "accounts.recovery_codes_made": Words("made new recovery codes for {row}"),
    "accounts.recovery_codes_kept": Words("confirmed that {row} has kept the recovery codes"),
    "history.record_downloaded": reading("downloaded this record"),
}
# About the service as a whole: read by investigators, on no page.
ON_NO_PAGE = {
    "audit.details_erased",
    "audit.log_exported",
    "backups.made",
    "backups.restored",
}
SHARED = frozenset(verb for verb, words in SAID.items() if words.shared)
READING = frozenset(verb for verb, words in SAID.items() if words.reading)


def kind_of(verb: str) -> str:
    return verb.partition(".")[0]
