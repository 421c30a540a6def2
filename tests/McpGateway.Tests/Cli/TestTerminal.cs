using McpGateway.Cli.Terminals;

namespace McpGateway.Tests.Cli;

/// <summary>A terminal that keeps what was written and answers from a text.</summary>
internal sealed class TestTerminal : ITerminal
{
    public StringWriter OutText { get; } = new() { NewLine = "\n" };

    public StringWriter ErrorText { get; } = new() { NewLine = "\n" };

    public TextWriter Out => OutText;

    public TextWriter Error => ErrorText;

    public TextReader In { get; init; } = TextReader.Null;

    public bool IsInteractive { get; init; }

    public bool HasColours { get; init; }

    public bool ShowsProgress { get; init; }

    public int Width { get; init; } = 120;

    public Queue<string> Secrets { get; } = new();

    public string ReadSecret(string prompt)
    {
        ErrorText.WriteLine(prompt);
        return Secrets.Dequeue();
    }
}
