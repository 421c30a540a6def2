using System.Globalization;
using System.Text;

namespace McpGateway.Cli.Terminals;

/// <summary>The console of the process.</summary>
internal sealed class SystemTerminal : ITerminal
{
    private const int Unlimited = 1000;

    private readonly IReadOnlyDictionary<string, string> _variables;

    public SystemTerminal(IReadOnlyDictionary<string, string> variables) => _variables = variables;

    public TextWriter Out { get; } = WriterOf(Console.OpenStandardOutput());

    public TextWriter Error { get; } = WriterOf(Console.OpenStandardError());

    public TextReader In => Console.In;

    public bool IsInteractive => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Follows the customs: <c>NO_COLOR</c> and <c>TERM=dumb</c> switch colours off, <c>CLICOLOR_FORCE</c> switches them
    /// on.</summary>
    public bool HasColours => IsSet("CLICOLOR_FORCE") || (!Console.IsOutputRedirected && !IsSet("NO_COLOR") && !IsDumb);

    public bool ShowsProgress => !Console.IsErrorRedirected && !IsDumb;

    public int Width
    {
        get
        {
            if (_variables.TryGetValue("COLUMNS", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var columns)
                && columns > 0)
            {
                return columns;
            }

            return Console.IsOutputRedirected ? Unlimited : Math.Max(Console.WindowWidth, 40);
        }
    }

    private bool IsDumb => _variables.GetValueOrDefault("TERM") == "dumb";

    public string ReadSecret(string prompt)
    {
        Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Error.WriteLine();
        return typed.ToString();
    }

    private bool IsSet(string name) => _variables.TryGetValue(name, out var value) && value is not ("" or "0");

    private static StreamWriter WriterOf(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
