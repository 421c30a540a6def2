using McpGateway.Host.Settings;

namespace McpGateway.Host.Commands;

/// <summary>A command with what stands behind it on the command line.</summary>
/// <param name="Form">The command.</param>
/// <param name="Operands">Files, folders.</param>
/// <param name="Options">By name, with their dashes; empty text for one without a value.</param>
/// <param name="Settings">What is the gateway's to read.</param>
internal sealed record CommandRequest(
    CommandForm Form, IReadOnlyList<string> Operands, IReadOnlyDictionary<string, string> Options, string[] Settings)
{
    public bool WantsJson => Has(CommandForm.Json);

    public bool Has(string option) => Options.ContainsKey(option);

    public string? Value(string option) => Options.GetValueOrDefault(option);

    /// <summary>Whether a command line is one of a command, and not of the gateway.</summary>
    public static bool IsOne(string[] args) => args is ["store" or "import" or "audit", ..];

    /// <returns>The request, or a text to print and the exit code to end with.</returns>
    public static (CommandRequest? Request, string Text, int ExitCode) Read(string[] args)
    {
        if (args.Any(static argument => argument is "-h" or "--help"))
        {
            return (null, CommandForm.Help, ExitCodes.Done);
        }

        var form = CommandForm.All.FirstOrDefault(form => args.Take(form.Verb.Split(' ').Length).SequenceEqual(form.Verb.Split(' ')));
        return form is null
            ? Misuse($"There is no command '{string.Join(' ', args.Take(2))}'.")
            : Read(form, args[form.Verb.Split(' ').Length..]);
    }

    private static (CommandRequest?, string, int) Read(CommandForm form, string[] args)
    {
        var operands = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var settings = new List<string>();
        for (var index = 0; index < args.Length; index++)
        {
            if (!args[index].StartsWith("--", StringComparison.Ordinal))
            {
                operands.Add(args[index]);
                continue;
            }

            var (name, value) = args[index].Split('=', 2) is [var left, var right] ? (left, right) : (args[index], null);
            if (value is null && (name == CommandForm.Json || form.Flags.Contains(name)))
            {
                options[name] = "";
                continue;
            }

            var isOption = form.Valued.Contains(name);
            if (!isOption && !GatewayApplication.Settings.Knows(name[2..]) && !FrameworkSettings.Knows(name[2..]))
            {
                return Misuse($"'{form.Verb}' has no option '{name}'.");
            }

            value ??= ++index < args.Length ? args[index] : null;
            if (value is null)
            {
                return Misuse($"The option '{name}' needs a value.");
            }

            if (isOption)
            {
                options[name] = value;
            }
            else
            {
                settings.Add($"{name}={value}");
            }
        }

        return operands.Count > form.MaxOperands || (form.MaxOperands > 0 && operands.Count == 0 && !form.IsOperandOptional)
            ? Misuse(form.MaxOperands == 0 ? $"'{form.Verb}' takes options only." : $"'{form.Verb}' needs {form.Operands}.")
            : (new(form, operands, options, [.. settings]), "", ExitCodes.Done);
    }

    private static (CommandRequest?, string, int) Misuse(string problem) =>
        (null, $"{problem} Run 'store --help' to see what there is.", ExitCodes.Misused);
}

/// <summary>How a command ends.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Misused = 2;

    /// <summary>Something is in the way that the operator can take out of it.</summary>
    public const int Refused = 3;

    /// <summary>An import left items out.</summary>
    public const int Partly = 4;
}
