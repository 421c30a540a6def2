namespace ReferenceAgent;

/// <summary>What the agent reads and writes: answers go to the output, what it does meanwhile to the notes.</summary>
/// <param name="Input">What the user types.</param>
/// <param name="Output">Answers alone, so that they can be piped.</param>
/// <param name="Notes">Calls, refusals, problems.</param>
/// <param name="OpenBrowser">Shows a page in the user's browser, false when there is none; null where no user sits.</param>
internal sealed record AgentConsole(TextReader Input, TextWriter Output, TextWriter Notes, Func<Uri, bool>? OpenBrowser = null);
