// The ways to be stuck, as the guide plays them. Each step is one thing that a person does; a step's `until` names what
// the page answers. `sees` is a piece of what the agent then reads of it, word for word: a journey compares.
// What it does not know: how a step is played, and what the chat makes of it.

/** Goes to a page by the product's own menu, which loads it, unless it is open already. */
const at = (path, say) => ({ kind: "go", path, say });
/** Presses a control `times`, at a person's pace or `quick`ly; `until` is `[selector, words]` for each press. */
const press = (target, say, more = {}) => ({ kind: "press", target, say, times: 1, ...more });
const write = (target, text, say) => ({ kind: "write", target, text, say });
const choose = (target, value, say) => ({ kind: "choose", target, value, say });
/** Opens a part of the settings, which loads no page. */
const tab = (path, say) => press(`.tabs a[href="${path}"]`, say);

const SAVE = "#automation-form [type=submit]";

export const WAYS = [
  {
    id: "trigger",
    title: "A required choice with nothing to choose",
    article: "connect-an-app",
    steps: [
      at("/automations", "Mara has an automation that is almost ready. She wants to save it."),
      press(SAVE, "She presses Save automation. The page refuses: a trigger is required.", { until: ["#trigger-error", "Trigger is required"] }),
      press("#trigger", "She opens the list of triggers. It is empty, because no app is connected, and nothing here says where to connect one.", { until: [".picker-empty", "No triggers available"] }),
      press(SAVE, "So she tries again, and once more. The same words each time.", { times: 2, until: ["#trigger-error", "Trigger is required"] }),
    ],
    sees: "Save automation 3 times on /automations, saw 'Trigger is required'",
    ask: "I tried three times to save my automation and it keeps saying a trigger is required, but the list is empty.",
  },
  {
    id: "test-run",
    title: "A request that is slower than the page is patient",
    article: "test-runs",
    steps: [
      at("/automations", "Before she goes on, Mara wants to see the automation work once."),
      press("#test-run", "She sends a test. The server needs six seconds; the page gives up after four.", { until: ["#alerts", "timed out"] }),
      press("#test-run", "She sends it again. She does not know that the first test is still running.", { until: ["#alerts", "timed out"] }),
    ],
    sees: "Send a test 2 times on /automations, saw 'The test run timed out'",
    ask: "The test run timed out twice. Did it send anything to our customers?",
  },
  {
    id: "dead-click",
    title: "A label that looks like a button",
    article: "plans-and-seats",
    steps: [
      at("/billing", "Mara opens Billing. She wants to know what the next plan costs."),
      press(".chip", "Compare plans looks like a button. It is a label: she clicks it four times, and nothing happens at all.", { times: 4, isQuick: true }),
    ],
    sees: "Compare plans 4 times on /billing in quick succession",
    ask: "How do I compare the plans? I click on it and nothing happens.",
  },
  {
    id: "vat",
    title: "A required field out of sight",
    article: "billing-details",
    steps: [
      at("/billing", "The company's details are a long form, with its button at the bottom."),
      write("#reference", "Roastery 2", "She fills in a reference, near the end of the form."),
      press("#details-form [type=submit]", "She saves. Only the field far above says that it is required, where she does not look.", { times: 2, until: ["#vat_number-error", "required"] }),
    ],
    sees: "Save billing details 2 times on /billing, saw 'VAT number is required'",
    ask: "I cannot save our billing details, the button does nothing.",
  },
  {
    id: "invoices",
    title: "Something that her role may not do",
    article: "roles",
    steps: [
      at("/billing", "Next, the tax adviser wants last month's invoice."),
      press("#load-invoices", "She presses Load invoices. The server answers 403, and the page does not say whom to ask.", { times: 2, until: ["#alerts", "403"] }),
    ],
    sees: "Load invoices 2 times on /billing, saw 'We could not load your invoices (403)'",
    ask: "I can't load our invoices, it says 403. I need the one of last month today.",
  },
  {
    id: "export",
    title: "A grey button that keeps its reason to itself",
    article: "roles",
    steps: [
      at("/reports", "On Reports she wants the table as a file."),
      press("#export-csv", "Export CSV is grey. Why, only its tooltip says. She tries it twice.", { times: 2 }),
    ],
    sees: "Export CSV 2 times on /reports, but it is disabled: 'Only workspace owners can export. You are signed in as Editor'",
    ask: "Why can't I export the report? The button is grey.",
  },
  {
    id: "dates",
    title: "A date in a format that nobody names",
    article: "dates-and-search",
    steps: [
      at("/reports", "She wants the deliveries since last Monday."),
      write("#from", "11/23/2026", "She writes the date as she knows it."),
      press("#dates-form button", "The page says that it is invalid. It does not say what would be valid.", { until: ["#from-error", "Invalid date"] }),
      write("#from", "2026-11-23", "Perhaps the other way round?"),
      press("#dates-form button", "Invalid again.", { until: ["#from-error", "Invalid date"] }),
    ],
    sees: "Apply dates 2 times on /reports, saw 'From: Invalid date'",
    ask: "Your report says invalid date whatever I write. What format do you want?",
  },
  {
    id: "search",
    title: "A search that does not find what is there",
    article: "dates-and-search",
    steps: [
      at("/reports", "A customer asks about order #10482."),
      write("#search", "#10482", "She searches for the number as it stands in the e-mail."),
      press("#search-form button", "Nothing is found, though the order is in the list: it is stored without the sign.", { times: 2, until: ["#deliveries-state", "could not find"] }),
    ],
    sees: "Search 2 times on /reports, saw 'We could not find a delivery that fits'",
    ask: "I cannot find an order in the deliveries, but the customer has its number in an e-mail.",
  },
  {
    id: "figures",
    title: "A request that fails now and then",
    article: "figures",
    steps: [
      at("/reports", "The figures are of this morning. She wants newer ones."),
      press("#refresh-figures", "The server answers 500, and the page says that something went wrong. A third try would work; she stops after two.", { times: 2, until: ["#alerts", "Something went wrong"] }),
    ],
    sees: "Refresh figures 2 times on /reports, saw 'Something went wrong' (GET /api/reports/on-time answered 500)",
    ask: "The figures do not refresh, it only says something went wrong.",
  },
  {
    id: "time-zone",
    title: "A setting that says saved and does not stick",
    article: "time-zone",
    steps: [
      at("/settings/profile", "Mara works from Lisbon this month."),
      choose("#time-zone", "Europe/Lisbon", "She chooses her time zone."),
      press("#profile-form [type=submit]", "The page says that her changes are saved.", { until: ["#notices", "saved"] }),
      press('.side a[href="/settings/profile"]', "Later she looks again: Berlin is back. The workspace's settings overruled hers without a word.", { isLoad: true }),
      choose("#time-zone", "Europe/Lisbon", "Once more."),
      press("#profile-form [type=submit]", "Saved, says the page. The agent sees both saves and the load between them: no error, and still not done.", { until: ["#notices", "saved"] }),
    ],
    sees: "Your changes are saved.",
    ask: "I set my time zone to Lisbon twice, it says saved, but it is always back to Berlin.",
  },
  {
    id: "resend",
    title: "A click that breaks the page's script",
    article: "invitations",
    steps: [
      at("/settings/profile", "Lena has not got her invitation."),
      tab("/settings/team", "Mara goes to the team. This part of the product loads no page."),
      press("#invitations .button", "She presses Resend. The page's own script breaks, and shows nothing.", { times: 2 }),
    ],
    sees: "2 times on /settings/team, but the page broke: \"TypeError: Cannot read properties of undefined (reading 'at')\"",
    ask: "I want to send Lena's invitation again, but nothing happens when I press resend.",
  },
  {
    id: "seats",
    title: "A limit that is reached",
    article: "plans-and-seats",
    steps: [
      at("/settings/profile", "So she invites somebody else."),
      tab("/settings/team", "The form is on the same part of the settings."),
      write("#invite-email", "sam@tidewell.example", "She writes the address. What she writes never leaves the browser."),
      press("#invite-form [type=submit]", "All five seats are taken; one of them by the invitation that was never sent.", { times: 2, until: ["#alerts", "limit of 5 seats"] }),
    ],
    sees: "Send invitation 2 times on /settings/team, saw 'Your plan has a limit of 5 seats, and all are taken'",
    ask: "It says all 5 seats are taken but we are only four people. How can we get more?",
  },
  {
    id: "key",
    title: "A refusal inside a part that is folded away",
    article: "api-keys",
    steps: [
      at("/settings/profile", "The packing table needs an API key."),
      tab("/settings/api-keys", "She opens API keys."),
      press("#key-form [type=submit]", "One field needs attention, says the page. The field is in Restrictions, which is closed.", { times: 2, until: ["#key-note", "attention"] }),
    ],
    sees: "Create key 2 times on /settings/api-keys, saw 'Expires is required by your workspace'",
    ask: "I can't create an API key. It says a field needs attention, but which one?",
  },
  {
    id: "sign-on",
    title: "Steps that lead back to the first",
    article: "single-sign-on",
    steps: [
      at("/settings/profile", "Last, single sign-on. The owner asked for it."),
      tab("/settings/sign-in", "Three steps, it says."),
      press('[data-step="1"] .primary', "The domain is right. On to the next step.", { until: ['[data-step="2"]', "Identity provider"] }),
      press('[data-step="2"] .primary', "And to the last.", { until: ['[data-step="3"]', "Turn on"] }),
      press("#sso-on", "She turns it on, and stands before step one again. The server refused; the page kept it to itself.", { until: ['[data-step="1"]', "domain"] }),
      press('[data-step="1"] .primary', "She goes through it a second time.", { until: ['[data-step="2"]', "Identity provider"] }),
      press('[data-step="2"] .primary', "Carefully.", { until: ['[data-step="3"]', "Turn on"] }),
      press("#sso-on", "And is back at the start.", { until: ['[data-step="1"]', "domain"] }),
    ],
    sees: "Turn on single sign-on 2 times on /settings/sign-in, but POST /api/sso answered 409",
    ask: "The single sign-on setup always starts over at step one. What am I doing wrong?",
  },
];
