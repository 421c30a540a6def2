using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Commands;

/// <summary>Files that a command line names; <c>-</c> is standard input.</summary>
internal static class InputFiles
{
    private const int MaxBytes = 16 * 1024 * 1024;

    public static async Task<string> ReadAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        if (name == "-")
        {
            return await run.Environment.Terminal.In.ReadToEndAsync(cancellationToken);
        }

        var path = Path.Combine(run.Environment.WorkingDirectory, name);
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? await File.ReadAllTextAsync(path, cancellationToken)
                : throw CommandFailure.Misuse($"{name} is larger than {MaxBytes / 1024 / 1024} MiB.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Misused, $"{name} cannot be read: {failure.Message}", cause: failure);
        }
    }

    public static async Task<JsonNode> ReadJsonAsync(CommandRun run, string name, CancellationToken cancellationToken) =>
        ParseJson(await ReadAsync(run, name, cancellationToken), name);

    public static JsonNode ParseJson(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false })
                ?? throw CommandFailure.Misuse($"{name} holds null where JSON with members was expected.");
        }
        catch (JsonException broken)
        {
            throw new CommandFailure(ExitCodes.Misused, $"{name} is not JSON: {broken.Message}", cause: broken);
        }
    }

    public static JsonObject AsObject(JsonNode json, string name) =>
        json as JsonObject ?? throw CommandFailure.Misuse($"{name} must be a JSON object.");

    /// <summary>
    /// A value that may be secret: <c>@file</c> is read from a file and <c>env:NAME</c> from the environment, for a command line can be
    /// read by others.
    /// </summary>
    public static async Task<string> SecretAsync(CommandRun run, string value, CancellationToken cancellationToken)
    {
        if (value.StartsWith('@'))
        {
            return (await ReadAsync(run, value[1..], cancellationToken)).TrimEnd('\r', '\n');
        }

        if (!value.StartsWith("env:", StringComparison.Ordinal))
        {
            return value;
        }

        return run.Environment.Variable(value[4..]) ?? throw CommandFailure.Misuse($"The variable {value[4..]} is not set.");
    }
}
