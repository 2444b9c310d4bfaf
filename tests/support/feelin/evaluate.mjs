// Reads [{expression, context, tests}] as JSON and writes what feelin makes of each, the
// verdict of the tests on the expression where there are any:
// {"value": ...}, or {"refused": message}. Dates, times and durations become {"text": ...},
// as FEEL's own string() writes them; ranges, functions and other numbers are told apart.

import { readFileSync } from 'node:fs';
import { evaluate, unaryTest } from '@bpmn-io/feelin';

function plain(value) {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : { number: String(value) };
  }
  if (typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'function' || value.constructor?.name === 'FunctionWrapper') {
    return { function: true };
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value.constructor?.name === 'Range') {
    return {
      range: [ plain(value.start), plain(value.end) ],
      included: [ value['start included'], value['end included'] ]
    };
  }
  if (value.isLuxonDateTime || value.isLuxonDuration) {
    return { text: evaluate('string(value)', { value }).value };
  }
  return {
    context: Object.fromEntries(Object.entries(value).map(([ key, each ]) => [ key, plain(each) ]))
  };
}

function answer({ expression, context, tests }) {
  try {
    const { value } = evaluate(expression, context);

    if (tests !== undefined) {
      return { value: plain(unaryTest(tests, { ...context, '?': value }).value) };
    }

    return { value: plain(value) };
  } catch (error) {
    return { refused: error.message };
  }
}

const questions = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(questions.map(answer)));
