"""The action plans of Northbrook in the demonstration; nobody in them exists."""

from __future__ import annotations

from actionplans.models import Agencies, Level
from dhr_qa.demo.plans import (
    AMBER,
    BLUE,
    GIVEN_UP,
    GREEN,
    RED,
    Act,
    Done,
    Ended,
    Heard,
    Look,
    Rec,
    Told,
)

SIAN = (
    Rec(
        "Adult social care should offer an assessment to every carer who says that they are struggling.",
        "Local",
        (
            Act(
                "Add a question about carers to the script of the duty line.",
                "Northbrook Adult Social Care",
                "Script agreed; staff briefed; calls sampled each month.",
                target=-150,
                areas=(1,),
                told=(
                    Told(
                        260, "The new wording is with the duty team for comment.", GREEN, "In time."
                    ),
                    Told(
                        190,
                        "In use since the first of the month.",
                        GREEN,
                        "All shifts are briefed.",
                    ),
                    Told(140, "Sampled 30 calls: the question was asked in 29.", BLUE, "In use."),
                ),
                done=Done(140, "The question is asked, and 11 carers have had an assessment."),
            ),
            Act(
                "Review the cases of carers over 60 who have not been seen for a year.",
                "Northbrook Adult Social Care",
                "List drawn up; half reviewed; all reviewed.",
                target=60,
                areas=(1, 3),
                told=(
                    Told(120, "The list has 84 names.", GREEN, "The list was ready early."),
                    Told(
                        75, "22 reviewed. Two posts are empty.", AMBER, "Fewer visits than planned."
                    ),
                    Told(12, "51 reviewed. One post is filled.", AMBER, "Behind, and catching up."),
                ),
            ),
        ),
    ),
    Rec(
        "Health services should book an interpreter whenever somebody’s first language is not English.",
        "Regional, across the health trust",
        (
            Act(
                "Make interpreters bookable on the day for home visits.",
                "Northbrook Health Trust",
                "Contract changed; booking line open; figures reported to the board.",
                supporting=("Northbrook Adult Social Care", "Linden Housing Association"),
                target=-35,
                areas=(3,),
                told=(
                    Told(200, "The contract is being looked at.", GREEN, "Talks have begun."),
                    Told(
                        110, "The supplier cannot offer Welsh at weekends.", AMBER, "A gap remains."
                    ),
                    Told(
                        30,
                        "A second supplier has been found. The contract waits for a signature.",
                        RED,
                        "The target date has gone by.",
                        ("Minutes of the board.txt",),
                    ),
                ),
            ),
            Act(
                "Record the preferred language of every new patient.",
                "Northbrook Health Trust",
                "Field added to the record; staff told; checked in the yearly audit.",
                target_text="With the next release of the record system",
                told=(Told(64, "The supplier expects the release in the spring."),),
            ),
        ),
        Level.REGIONAL,
        Agencies.MULTI,
    ),
    Rec(
        "Specialist domestic abuse services should have a place on every review panel.",
        "Local",
        (
            Act(
                "Change the terms of reference for review panels.",
                "Northbrook Community Safety Partnership",
                "Draft; agreed by the board; used for the next review.",
                supporting=("Northbrook Police and partners", "Northbrook Health Trust"),
                target=25,
                areas=(4, 5),
                told=(
                    Told(
                        58,
                        "The draft is with the board.",
                        GREEN,
                        "On the agenda of its next meeting.",
                    ),
                    Told(
                        9, "Agreed, with one change of wording.", GREEN, "Only the notice is left."
                    ),
                ),
            ),
        ),
        agencies=Agencies.MULTI,
    ),
    Rec(
        "The housing association should agree with surgeries how a worry about a tenant is passed on.",
        "Local",
        (
            Act(
                "Write a one-page agreement with the five surgeries nearest to its homes.",
                "Linden Housing Association",
                "First surgery; three surgeries; all five.",
                supporting=("Northbrook Health Trust",),
                target=120,
                areas=(5,),
                told=(Told(5, "Two surgeries have signed.", GREEN, "Ahead of the plan."),),
            ),
            Act(
                "Teach caretakers and repair teams what to look out for.",
                "Linden Housing Association",
                "Course written; first group; everybody.",
                target=-8,
                areas=(5, 6),
                told=(
                    Told(95, "The course is written.", GREEN, "In time."),
                    Told(
                        21,
                        "31 of 40 came.",
                        AMBER,
                        "Nine are still to come.",
                        ("Training figures.csv",),
                    ),
                ),
            ),
        ),
        agencies=Agencies.MULTI,
    ),
)

SIAN_HEARD = Heard(
    agency="Northbrook Health Trust",
    contact="Yetunde Okpara-Lind",
    email="y.okpara-lind@trust.example",
    asked="Is the contract with the second supplier signed? The board asks again this month.",
    action="Make interpreters bookable on the day for home visits.",
    ago=4,
    text=(
        "The contract is signed, and the booking line opened last week. Interpreters can be booked on the "
        "day in eleven languages, Welsh at weekends among them. 14 visits were booked, and an interpreter "
        "came to each."
    ),
    completed=True,
    evidence=("Bookings in the first week.csv",),
)

JUNIPER = (
    Rec(
        "Pharmacies should have somewhere private to talk, and know whom to call.",
        "Local",
        (
            Act(
                "Invite every pharmacy in the borough to join the safe-space scheme.",
                "Northbrook Public Health",
                "Letter sent; visits made; half of them joined.",
                target=45,
                areas=(1,),
                told=(
                    Told(80, "Letters have gone to all 34.", GREEN, "In time."),
                    Told(20, "12 have joined, and 9 have asked for a visit.", GREEN, "As hoped."),
                ),
            ),
        ),
    ),
    Rec(
        "The benefits team should ask about money that is controlled by somebody else.",
        "Local",
        (
            Act(
                "Train the benefits team on economic abuse.",
                "Northbrook Council, Revenues and Benefits",
                "Trainer found; two sessions; used in supervision.",
                target=-20,
                areas=(2,),
                told=(
                    Told(130, "A trainer has been found.", GREEN, "Both dates are booked."),
                    Told(
                        40,
                        "The second session was called off.",
                        RED,
                        "Half of the team has not been.",
                    ),
                ),
            ),
            Act(
                "Add a payment to a second account as a choice on the form.",
                "Northbrook Council, Revenues and Benefits",
                "Form changed; letters changed.",
                target=90,
                areas=(2,),
            ),
        ),
    ),
    Rec(
        "The Government should consider how loans taken out in another’s name are recorded.",
        "National",
        (
            Act(
                "Write to the department concerned, with the family’s agreement.",
                "Northbrook Community Safety Partnership",
                "Letter agreed; sent; answer shared with the board.",
                target=-60,
                told=(
                    Told(70, "The letter has been sent.", GREEN, "Sent before the day."),
                    Told(33, "An answer has come and was read to the board.", BLUE, "Answered."),
                ),
                done=Done(33, "The department will raise it with the lenders’ body."),
            ),
        ),
        Level.NATIONAL,
    ),
)

ANAIS_AND_THEO = (
    Rec(
        "Schools should know what to do when a child speaks of abuse at home.",
        "Local",
        (
            Act(
                "Give every school a named person to ring.",
                "Northbrook Children’s Services",
                "Names agreed; list sent; checked each term.",
                target=-330,
                areas=(2,),
                told=(
                    Told(420, "Names agreed for the primary schools.", GREEN, "In time."),
                    Told(340, "Every school has its named person.", BLUE, "The list is complete."),
                ),
                done=Done(
                    340, "All 61 schools have a named person, and the list is checked each term."
                ),
                looks=(
                    Look(
                        150,
                        "Checked at the start of term: three names had changed, and the list says so.",
                        in_place=True,
                    ),
                ),
            ),
            Act(
                "Hear from children what helped them to speak.",
                "Northbrook Children’s Services",
                "Questions written with children; two groups met; findings shared.",
                target=-90,
                areas=(2,),
                told=(
                    Told(
                        360,
                        "Eight young people are helping to write the questions.",
                        GREEN,
                        "Begun.",
                    ),
                    Told(270, "The first group has met.", GREEN, "As planned."),
                    Told(
                        180, "The second group could not be found a room.", AMBER, "A month late."
                    ),
                    Told(
                        85, "The findings have been shared with schools.", BLUE, "Shared and used."
                    ),
                ),
                done=Done(85, "Schools now offer a walk instead of a room with a desk."),
            ),
        ),
    ),
    Rec(
        "Leaving should be treated by every service as the time of greatest risk.",
        "Local",
        (
            Act(
                "Put a safety plan for leaving into the shared risk tool.",
                "Northbrook Police and partners",
                "Wording agreed; tool changed; dip sample.",
                supporting=("Northbrook Children’s Services", "Northbrook Health Trust"),
                target=-200,
                areas=(4,),
                told=(
                    Told(390, "The wording is agreed.", GREEN, "In time."),
                    Told(
                        300,
                        "The tool cannot be changed before the summer.",
                        AMBER,
                        "Waits for others.",
                    ),
                    Told(
                        195, "The tool has been changed.", GREEN, "In use; the sample is to come."
                    ),
                    Told(100, "Sampled 20 plans: 19 were full.", BLUE, "In use and checked."),
                ),
                done=Done(100, "A plan for leaving is made in nearly every case of high risk."),
                looks=(
                    Look(
                        18,
                        "Sampled 20 plans again: 11 were full. New staff have not been shown the tool.",
                        in_place=False,
                    ),
                ),
            ),
            Act(
                "Agree with the courts how bail conditions reach the person they protect.",
                "Northbrook Police and partners",
                "Meeting held; process written; tried for three months.",
                target=-45,
                told=(
                    Told(280, "A first meeting was held.", GREEN, "Goodwill on both sides."),
                    Told(160, "The process is written.", GREEN, "As planned."),
                    Told(
                        50,
                        "The trial has not begun, since the post is empty.",
                        RED,
                        "Nobody to do it.",
                    ),
                ),
            ),
        ),
        agencies=Agencies.MULTI,
    ),
    Rec(
        "Friends and colleagues should know where they can turn.",
        "Regional",
        (
            Act(
                "Run a campaign for the friends and colleagues of people at risk.",
                "Northbrook and Eastmere partnerships",
                "Words tested; campaign run; calls counted.",
                target=75,
                told=(
                    Told(210, "Six workplaces have offered to test the words.", GREEN, "Ahead."),
                    Told(
                        60, "The campaign runs on buses and in two factories.", GREEN, "As planned."
                    ),
                ),
            ),
            Act(
                "Offer the half-day course to shop stewards and to personnel teams.",
                "Northbrook Council",
                "Course offered; 100 people; 200 people.",
                target=160,
                told=(Told(140, "48 people so far.", GREEN, "As planned."),),
                ended=(
                    Ended(
                        GIVEN_UP,
                        26,
                        "The county now offers the same course to every workplace, free of charge.",
                        "The partnership board",
                    ),
                ),
            ),
        ),
        Level.REGIONAL,
        Agencies.MULTI,
    ),
)
