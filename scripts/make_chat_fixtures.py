#!/usr/bin/env python3
"""Makes src/engine/testdata/chat_cases.json: templates written for this project, and what the reference makes of them.

    scripts/make_chat_fixtures.py

Needs the Python packages `jinja2` and `transformers` on the development machine. A case that the reference refuses has
"expected": null.
"""
import json
import pathlib

from transformers.utils.chat_template_utils import _compile_jinja_template

OUT = pathlib.Path(__file__).resolve().parent.parent / "src" / "engine" / "testdata" / "chat_cases.json"
MESSAGES = [{"role": "system", "content": " Be brief. "}, {"role": "user", "content": "What\nholds?"},
            {"role": "assistant", "content": "caf\u00e9 \U0001F600"}, {"role": "user", "content": ""}]
TOOLS = [{"name": "find", "parameters": {"n": 2, "x": [1.5, None, True], "q": "\"<&>\" \u20ac"}}]

TEMPLATES = {
    "turns": "{% for m in messages %}\n  <|{{ m.role }}|>\n  {{- m['content'] | trim }}\n{% endfor %}\n"
             "{% if add_generation_prompt %}\n<|assistant|>\n{% endif %}\n",
    "signs": "a\n  {%- if true -%}\n  b  {%+ if true %}\nc{% endif +%}\n  {% endif %}\nd {#- gone -#} e\n{# gone #}\nf {{- 1 -}} g\n",
    "raw": "{% raw %}{{ not }} {% this %}{% endraw %}\n{% raw -%}\n  x {%- endraw %}!\n",
    "raw lines": "a\n{% raw %}\nb\n{% endraw %}\nc{% raw %}\n{% endraw %}\n\nd\n",
    "percent": "{{ '%s=%r' | format('k', 'v\\u00e9') }} {{ '%(a)s-%(b)5.2f|' | format(a=1, b=2.345) }} {{ '%5s|%-5s|%05d|%+d|% d' | format('x', '\u00e9', -42, 7, 7) }} "
               "{{ '%x %X %#x %#o %o' | format(255, 255, 255, 8, -8) }} {{ '%d%% %i %s' % (3.9, true, none) }} {{ '%s' % [1, 'a'] }} {{ '%.2s|%c%c' % ('\u00e9\u00df\u00e0', 'q', 233) }} "
               "{{ '%e %E %g %G %.0f %#.0f' % (12345.678, 0.00012, 1e20, 0.5, 2.5, 3) }} {{ '%*d|%-*d|%.*f' % (5, 3, 4, 2, 1, 0.25) }} {{ '%.5d %08.3f %+.1e' % (42, -3.14159, 100) }} {{ 'none' | format }}",
    "percent too few": "{{ '%s %s' | format('a') }}",
    "percent too many": "{{ '%s' | format('a', 'b') }}",
    "percent type": "{{ '%d' | format('x') }}",
    "percent unknown": "{{ '%y' | format(1) }}",
    "percent end": "{{ 'a%' | format(1) }}",
    "splat": "{% macro f(a, b='-', c='-') %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ f(*[1, 2]) }}{{ f(1, *[2, 3]) }}{{ f(*'xy', c=9) }}{{ f(**{'a': 1, 'c': 3}) }}"
             "{{ f(*[1], **{'b': 5}) }}{{ range(*[2, 5]) | list }}{{ dict(**{'k': 1}) }}",
    "splat of a number": "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(*1) }}",
    "namespace": "{% set ns = namespace(n=0, seen=[]) %}{% for m in messages if m.role != 'system' %}"
                 "{% set ns.n = ns.n + 1 %}{% set ns.seen = ns.seen + [m.role] %}{% endfor %}{{ ns.n }} {{ ns.seen }}",
    "scope": "{% set x = 1 %}{% for i in range(3) %}{% set x = x + i %}{{ x }},{% endfor %}{{ x }}{% if true %}{% set x = 9 %}{% endif %}{{ x }}",
    "loop": "{% for c in 'ab\u00e9' %}{{ loop.index }}/{{ loop.length }}{{ c }}{{ loop.first }}{{ loop.last }}"
            "{{ loop.previtem | default('-') }}{{ loop.nextitem if not loop.last else '.' }}{{ loop.cycle('x', 'y') }};{% else %}none{% endfor %}"
            "{% for i in [] %}{% else %}none{% endfor %}{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}"
            "{% if i > 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "macro": "{% macro tag(name, value='v', close=true) %}<{{ name }}>{{ value }}{% if close %}</{{ name }}>{% endif %}{% endmacro %}"
             "{{ tag('a') }}{{ tag('b', close=false) }}{{ tag(name='c', value=tag('d')) }}"
             "{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}inside{% endcall %}",
    "json": "{{ tools | tojson }}\n{{ tools[0] | tojson(indent=2) }}\n{{ 'a\"b\\n\u00e9' | tojson }} {{ {'b': 1, 'a': {}} | tojson }} {{ [] | tojson(indent=4) }}",
    "strings": "{{ ' x y  z '.split() }}{{ 'a,b,c'.split(',', 1) }}{{ 'a,b,c'.rsplit(',', 1)[0] }}{{ 'xxhixx'.strip('x') }}"
               "{{ 'hi there'.title() }}{{ 'hI'.capitalize() }}{{ 'abc'.startswith(('x', 'ab')) }}{{ 'a-b-c'.replace('-', '+', 1) }}"
               "{{ 'abcabc'.find('c') }}{{ 'line\\nline'.splitlines() }}{{ '\u00df\u00e9'.upper() }}{{ 'a' * 3 }}{{ 'q' ~ 1 ~ none ~ 1.0 ~ true }}",
    "slices": "{{ [1,2,3,4][1:] }}{{ [1,2,3,4][::-1] }}{{ 'h\u00e9llo'[1:3] }}{{ 'abc'[-1] }}{{ [1,2][5] is defined }}{{ messages[1:][0].role }}{{ (1, 2)[0] }}{{ [1,2,3][-2:] }}",
    "numbers": "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 5 }} {{ 1e20 }} {{ 0.1 + 0.2 }} {{ 1_000 }} {{ '12' | int + 1 }} {{ 'x' | int }} {{ 3.7 | int }} {{ 2.5 | round }} {{ 1 == 1.0 }} {{ true + 1 }}",
    "logic": "{{ '' or 'b' }}{{ 'a' and 0 }}{{ not none }}{{ 1 < 2 < 3 }}{{ 1 in [1] and 'b' not in 'abc' or 'z' }}{{ 'x' if false }}{{ 'x' if missing else 'y' }}"
             "{{ missing is defined }}{{ none is none }}{{ 'a' is string }}{{ [] is iterable }}{{ {} is mapping }}{{ 4 is divisibleby 2 }}{{ 3 is odd }}{{ 2 is not odd }}{{ 'a' is in ['a'] }}",
    "filters": "{{ [3, 1, 2] | sort | join('-') }}{{ messages | map(attribute='role') | unique | list }}{{ messages | selectattr('role', 'equalto', 'user') | list | length }}"
               "{{ messages | rejectattr('content') | list | length }}{{ ['a', ''] | select | list }}{{ ['x', 'y'] | map('upper') | join }}{{ {'b': 2, 'a': 1} | dictsort }}"
               "{{ {'k': 'v'} | items | list }}{{ missing | default('d') }}{{ '' | default('e', true) }}{{ 'a\\nb' | indent(2) }}{{ [1, 2] | sum }}{{ 'abc' | reverse }}{{ [1, 2, 3] | first }}{{ [[1, 2], [3]] | map('last') | list }}{{ '<a>' | e }}",
    "dicts": "{% for k, v in {'x': 1, 'y': [2]}.items() %}{{ k }}={{ v }};{% endfor %}{{ {'x': 1}.get('z', 'none') }}{{ {'x': 1}.get('z') }}{{ {'a': 'b\\'c', 1: \"q\\\"\"} }}{{ {'x': 1}.x }}{{ {'x': 1}['x'] }}{{ dict(a=1).a }}",
    "set block": "{% set t %}\n  body {{ 1 + 1 }}\n{% endset %}[{{ t }}]{% set u | upper %}x{% endset %}{{ u }}{% filter replace('a', 'b') %}banana{% endfilter %}{% set a, b = 1, 2 %}{{ b }}{{ a }}",
    "generation": "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}\n{{ m.content }}{% endgeneration %}{% else %}{{ m.role }}{% endif %}{% endfor %}",
    "refuses": "{% if messages[0].role == 'system' %}{{ raise_exception('no system turn') }}{% endif %}",
    "undefined attribute": "{{ missing.attribute }}",
    "lists stay": "{% set l = [] %}{{ l.append(1) }}",
    "undefined prints nothing": "[{{ missing }}][{{ messages[0].missing }}][{{ missing | length }}]{% for x in missing %}x{% endfor %}",
    "crlf": "a\r\n{% if true %}\r\nb\r\n{% endif %}\r\nc",
}


def main():
    cases = []
    variables = {"messages": MESSAGES, "tools": TOOLS, "add_generation_prompt": True, "bos_token": "<s>"}
    for name, source in TEMPLATES.items():
        try:
            expected = _compile_jinja_template(source).render(**variables)
        except Exception:
            expected = None
        cases.append({"name": name, "template": source, "expected": expected})
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"variables": variables, "cases": cases}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases, {sum(case['expected'] is None for case in cases)} refused: {OUT.name}")


if __name__ == "__main__":
    main()
