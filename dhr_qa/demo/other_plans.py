"""The action plans of Eastmere and of Kestrel Vale in the demonstration; nobody in them exists."""

from __future__ import annotations

from actionplans.models import Agencies, Level
from dhr_qa.demo.plans import AMBER, GIVEN_UP, GREEN, TAKEN_UP, Act, Ended, Rec, Told

MARGED = (
    Rec(
        "Emergency and support services should be reachable by people who do not use the telephone.",
        "Local",
        (
            Act(
                "Print the text and video relay numbers wherever a telephone number stands.",
                "Eastmere Council, Communications",
                "List of leaflets; half reprinted; all reprinted.",
                target=30,
                areas=(2,),
                told=(
                    Told(150, "There are 47 leaflets.", GREEN, "In time."),
                    Told(45, "29 reprinted.", GREEN, "As planned."),
                ),
            ),
            Act(
                "Stop asking relatives to interpret.",
                "Eastmere Health Trust",
                "Rule written; staff told; checked with patients.",
                supporting=("Eastmere Council, Adult Social Care",),
                target=-15,
                areas=(2,),
                told=(
                    Told(100, "The rule is written.", GREEN, "In time."),
                    Told(
                        28, "Two wards still ask relatives at night.", AMBER, "No cover at night."
                    ),
                ),
                ended=(
                    Ended(
                        GIVEN_UP,
                        85,
                        "The trust thought that its new contract would do the same.",
                        "Eastmere Health Trust",
                    ),
                    Ended(
                        TAKEN_UP,
                        52,
                        "The new contract does not cover the wards at night.",
                        "The partnership board",
                    ),
                ),
            ),
        ),
    ),
    Rec(
        "Housing officers should recognise control as well as injury.",
        "Local",
        (
            Act(
                "Send nine in ten officers on the two-day course.",
                "Eastmere Homes",
                "Half; three quarters; nine in ten.",
                target=100,
                areas=(3,),
                told=(Told(36, "Half have been.", GREEN, "As planned."),),
            ),
        ),
    ),
    Rec(
        "Records of a service that closes should be kept where a review can find them.",
        "National",
        level=Level.NATIONAL,
        agencies=Agencies.MULTI,
    ),
)

WREN = (
    Rec(
        "Social workers should ask older children whether they want a say in a review.",
        "Local",
        (
            Act(
                "Write a leaflet for children with an advocate.",
                "Kestrel Vale Children’s Services",
                "Draft; read by children; printed.",
                target=14,
                told=(Told(25, "Three children have read the draft.", GREEN, "As planned."),),
            ),
            Act(
                "Offer each child a meeting with the chair.",
                "Kestrel Vale Community Safety Partnership",
                target_text="When the children are ready",
            ),
        ),
    ),
)
