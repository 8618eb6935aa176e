export const words = {
  policies: {
    title: "Policies",
    intro: "What your own policies permit beside roles, and forbid in spite of them.",
    policy: "Policy",
    new: "New policy",
    newIntro: "A forbid beats every permit and every role. The right to write policies is touched by none.",
    none: "There are no policies: roles alone decide.",
    state: "Decides",
    on: "On",
    off: "Off",
    turnOn: "Turn on",
    turnOff: "Turn off",
    changed: "Changed",
    text: "Text",
    textHint: "Statements in Cedar's policy language.",
    at: "Line {{line}}, column {{column}}:",
    about: "What it is about",
    does: { PERMIT: "Line {{line}} permits", FORBID: "Line {{line}} forbids" },
    decides: "It decides from the moment it is saved",
    secondFactor: "As if signed in with a second factor",
    deleted: "Policy deleted",
    deleteTitle: "Delete {{name}}?",
    deleteText: "What it permits is no longer permitted, and what it forbids is no longer forbidden.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
