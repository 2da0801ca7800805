"""Strict template tags: each draws one template, and a misspelt property is an error, not a silent blank."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.engine import Engine
from django.template.exceptions import TemplateSyntaxError

register = template.Library()
REQUIRED = object()

Values = dict[str, Any]


class ComponentNode(Node):
    """Draws `components/<name>.html` with nothing but the component's own properties in sight."""

    def __init__(
        self,
        name: str,
        *,
        defaults: Mapping[str, Any],
        given: Mapping[str, FilterExpression],
        body: NodeList | None,
        choices: Mapping[str, Collection[str]],
        prepare: Callable[[Values], Values] | None,
    ) -> None:
        self.name, self.defaults, self.given = name, defaults, given
        self.body, self.choices, self.prepare = body, choices, prepare

    def render(self, context: Context) -> str:
        values = dict(self.defaults)
        values |= {prop: value.resolve(context) for prop, value in self.given.items()}
        self._check(values)
        if self.body is not None:
            values["body"] = self.body.render(context)
        if self.prepare:
            values |= self.prepare(values)
        drawn = Engine.get_default().get_template(f"components/{self.name}.html")
        return drawn.render(context.new(values)).strip()

    def _check(self, values: Values) -> None:
        for prop, allowed in self.choices.items():
            if values[prop] not in allowed:
                raise TemplateSyntaxError(
                    f"{{% {self.name} %}} has no {prop} “{values[prop]}”; it has {', '.join(allowed)}"
                )


def component(
    name: str,
    *,
    props: Mapping[str, Any],
    block: bool = False,
    choices: Mapping[str, Collection[str]] | None = None,
    prepare: Callable[[Values], Values] | None = None,
) -> None:
    """Register `{% name prop=value %}`.

    `props` maps each property to its default, or to `REQUIRED`. A `block` component goes on to
    `{% endname %}`. `choices` lists what a property may be. `prepare` adds to the values what the
    template cannot work out.
    """

    def compiled(parser: Parser, token: Token) -> ComponentNode:
        given = _given(name, props, token)
        body = None
        if block:
            body = parser.parse((f"end{name}",))
            parser.delete_first_token()
        return ComponentNode(
            name,
            defaults={prop: "" if value is REQUIRED else value for prop, value in props.items()},
            given={prop: parser.compile_filter(text) for prop, text in given.items()},
            body=body,
            choices=choices or {},
            prepare=prepare,
        )

    register.tag(name, compiled)


def _given(name: str, props: Mapping[str, Any], token: Token) -> dict[str, str]:
    given = dict(bit.partition("=")[::2] for bit in token.split_contents()[1:])
    if unknown := given.keys() - props.keys():
        raise TemplateSyntaxError(
            f"{{% {name} %}} has no {', '.join(sorted(unknown))}; it takes {', '.join(props)}"
        )
    missing = [prop for prop, value in props.items() if value is REQUIRED and prop not in given]
    if missing:
        raise TemplateSyntaxError(f"{{% {name} %}} needs {', '.join(missing)}")
    return given
