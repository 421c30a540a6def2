using McpGateway.Cli.Terminals;
using Spectre.Console;

namespace McpGateway.Cli.Views;

/// <summary>A text in a table, and how it is meant. Meaning is never in the colour alone.</summary>
internal readonly record struct Cell(string? Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string? text) => new(text);

    /// <summary>A state in words, in the tone that the word has.</summary>
    public static Cell State(string state) => new(state, state switch
    {
        "healthy" or "enabled" or "on" or "yes" or "allowed" or "ok" or "success" or "succeeded" => Tone.Good,
        "unknown" or "disabled" or "off" or "no" or "checking" or "" => Tone.Faint,
        "needs-credentials" or "warning" or "skipped" or "partly" => Tone.Warning,
        _ when state.StartsWith("healthy", StringComparison.Ordinal) => Tone.Good,
        _ => Tone.Bad,
    });

    public Text Render() => new(PlainText.Line(Text), Tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Plain => Style.Plain,
    });
}

/// <summary>How a text is meant.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Faint,
    Good,
    Warning,
    Bad,
}
