/**
 * The style of a review. It is allowed by its hash, so that nothing else in the page can bring a style of its own; a test
 * compares the two, and says the hash of what is here.
 */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --paper: #ffffff; --text: #1b2330; --soft: #566072; --line: #d8dde6; --fill: #eef1f5;
  --accent: #1f5fbf; --good: #14663a; --good-fill: #e5f4ea; --bad: #a3161a; --bad-fill: #fdeaea;
  --warn: #7a4b00; --warn-fill: #fff4dd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --paper: #1a2029; --text: #e4e8ef; --soft: #a3adbd; --line: #343d4b; --fill: #232b36;
    --accent: #82b4ff; --good: #7fd6a0; --good-fill: #16301f; --bad: #ff9d9d; --bad-fill: #3a1a1c;
    --warn: #f3c677; --warn-fill: #352a14;
  }
}
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { margin: 0; background: var(--page); color: var(--text); }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: .8rem; margin: 1.1rem 0 .35rem; color: var(--soft); text-transform: uppercase; letter-spacing: .04em; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
code, pre { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
li { margin: .15rem 0; overflow-wrap: anywhere; }
pre { margin: 0; padding: 1rem; background: var(--fill); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.verdict { margin: 1rem 0; padding: .7rem 1rem; border-radius: 6px; font-weight: 600; }
.verdict.good { background: var(--good-fill); color: var(--good); }
.verdict.bad { background: var(--bad-fill); color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; }
.figures div { display: flex; flex-direction: column-reverse; padding: .6rem .9rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.figures dt { color: var(--soft); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.5rem; margin: 1rem 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.attention { margin: 1rem 0; padding: .7rem 1rem; background: var(--warn-fill); border-radius: 6px; }
.attention h2 { margin: 0; font-size: 1rem; color: var(--warn); }
.table { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-size: .82rem; font-weight: 600; white-space: nowrap; background: var(--fill); }
td { overflow-wrap: anywhere; min-width: 4.5rem; }
time, td > a { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.statement { margin: 1rem 0; padding: 1rem 1.25rem 1.1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.statement .head { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: baseline; }
.statement .table { margin-top: .7rem; }
.tag { display: inline-block; padding: 0 .5rem; border-radius: 999px; font-size: .8rem; background: var(--fill); color: var(--soft); border: 1px solid var(--line); white-space: nowrap; }
.tag.risk { background: var(--warn-fill); color: var(--warn); border-color: transparent; }
.use { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: center; margin: .6rem 0; }
svg { display: block; max-width: 100%; }
.bar { fill: var(--accent); }
.none { fill: var(--line); }
.gap { fill: var(--warn); }
.decision { display: grid; grid-template-columns: max-content 1fr; gap: .9rem 1.5rem; margin-top: 1rem; }
.decision dd { margin: 0; border-bottom: 1px solid var(--soft); min-height: 1.5rem; }
@media print {
  :root {
    --page: #fff; --paper: #fff; --text: #000; --soft: #444; --line: #bbb; --fill: #f2f2f2; --accent: #1f5fbf;
    --good: #0b4f2a; --good-fill: #fff; --bad: #8c0f12; --bad-fill: #fff; --warn: #5c3800; --warn-fill: #fff;
  }
  html { font-size: 10.5px; }
  main { max-width: none; padding: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr, .use, .figures div, .decision { break-inside: avoid; }
  .verdict, .attention { border: 1px solid var(--soft); }
  .table { overflow: visible; }
  .bar, .none, .gap { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; }
}
`

/** Of {@link style}: `sha256-` and the digest in base 64. */
export const styleHash = 'sha256-BEBS0OwQCPy1JVFkClVMKZQ7goh9KJT3LeW2GLe15e0='
