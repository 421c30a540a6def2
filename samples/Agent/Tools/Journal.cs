namespace ReferenceAgent.Tools;

/// <summary>Tells the user what is being done, whatever the model makes of it, and remembers how the last thing ended.</summary>
internal sealed class Journal(TextWriter notes)
{
    private const int MostText = 400;

    public OutcomeKind? Last { get; private set; }

    /// <summary>A new question begins.</summary>
    public void Begin() => Last = null;

    public Task TellAsync(string text) => notes.WriteLineAsync("  " + Line(text));

    /// <returns>The outcome as the model reads it.</returns>
    public async Task<string> EndAsync(string what, ToolOutcome outcome)
    {
        Last = outcome.Kind;
        if (outcome.Kind != OutcomeKind.Done)
        {
            await TellAsync($"{(outcome.Kind == OutcomeKind.Refused ? "refused" : "failed")}: {what}: {outcome.Text}");
        }

        return outcome.ToString();
    }

    /// <summary>One line, without what would steer a terminal: much of it was written by others.</summary>
    private static string Line(string text)
    {
        var line = string.Concat(text.ReplaceLineEndings(" ").Select(static letter => char.IsControl(letter) ? '·' : letter));
        return line.Length > MostText ? line[..MostText] + "…" : line;
    }
}
