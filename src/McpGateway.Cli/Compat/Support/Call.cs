using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Compat.Support;

/// <summary>One run of a command: what was said on the command line, the registry, and where to answer.</summary>
internal sealed class Call(ParseResult arguments, CliEnvironment environment, RegistryApi api)
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>The name of an operand that stands for an option.</summary>
    public const string Operand = "value";

    private string? _operandOption;
    private bool _isUnasked;
    private bool _isSilent;

    public RegistryApi Api { get; } = api;

    public CliEnvironment Environment { get; } = environment;

    public TextWriter Out => _isSilent ? TextWriter.Null : Environment.Terminal.Out;

    public TextWriter Error => _isSilent ? TextWriter.Null : Environment.Terminal.Error;

    /// <summary>A value that was given; null otherwise.</summary>
    public string? Optional(string name) => arguments.GetValue<string?>(name == _operandOption ? Operand : name);

    /// <summary>A value that the command line cannot be without.</summary>
    public string Text(string name) => Optional(name) ?? throw CommandFailure.Misuse($"the following arguments are required: {name}");

    public bool Has(string name) => arguments.GetValue<bool>(name);

    public int Whole(string name) => arguments.GetValue<int>(name);

    public int? OptionalWhole(string name) => arguments.GetValue<int?>(name);

    /// <summary>The same for a command that has an option's value as its operand, or does without asking.</summary>
    /// <param name="operandOption">The option whose value is the operand <see cref="Operand"/>; null for none.</param>
    /// <param name="isUnasked">Whether it does without asking.</param>
    public Call With(string? operandOption, bool isUnasked) =>
        new(arguments, Environment, Api) { _operandOption = operandOption, _isUnasked = isUnasked };

    /// <summary>The same with nothing printed.</summary>
    public Call Silent() =>
        new(arguments, Environment, Api) { _operandOption = _operandOption, _isUnasked = _isUnasked, _isSilent = true };

    /// <summary>A value that is a list with commas; empties are dropped.</summary>
    public string[] List(string name) =>
        (Optional(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One line of the result. Texts of others in it have been cleaned (<see cref="JsonFields"/>).</summary>
    public void Line(string text = "") => Out.WriteLine(text);

    /// <summary>One line of what the script logs and does not print: it goes to standard error.</summary>
    public void Note(string text) => Error.WriteLine(text);

    public int Json(JsonNode value)
    {
        Out.WriteLine(PythonJson.Write(value));
        return Success;
    }

    /// <summary>A JSON object in a file.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public async Task<JsonObject> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(Environment.WorkingDirectory, file);
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken) as JsonObject
                ?? throw new CommandFailure(Failure, $"{file} is not a JSON object");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(Failure, $"{file} cannot be read: {failure.Message}", null, failure);
        }
        catch (JsonException failure)
        {
            throw new CommandFailure(Failure, $"{file} is not JSON: {failure.Message}", null, failure);
        }
    }

    /// <summary>Asks before something is deleted; <c>--force</c> answers for the user.</summary>
    /// <returns>False when the user said no.</returns>
    /// <exception cref="CommandFailure">Nobody is there to answer.</exception>
    public async Task<bool> IsConfirmedAsync(string question, CancellationToken cancellationToken)
    {
        if (_isUnasked || Has("--force"))
        {
            return true;
        }

        await Error.WriteAsync($"{PlainText.Line(question)} (yes/no): ");
        if (await Environment.Terminal.In.ReadLineAsync(cancellationToken) is not { } answer)
        {
            await Error.WriteLineAsync();
            throw new CommandFailure(Failure, "nobody answered", "Use --force where nobody can be asked.");
        }

        if (answer.Trim().ToUpperInvariant() is "YES" or "Y")
        {
            return true;
        }

        Note("Operation cancelled");
        return false;
    }
}
