using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Contracts.Audit;
using McpGateway.Core.Import;
using McpGateway.Foundation;
using McpGateway.Storage.Backups;
using McpGateway.Storage.Keys;
using McpGateway.Storage.Transfer;

namespace McpGateway.Host.Commands;

/// <summary>What a command says: progress and failures on standard error, the result on standard output.</summary>
internal sealed class CommandOutput(bool isJson) : IProgress<string>
{
    public void Report(string value) => Console.Error.WriteLine(value);

    /// <returns>The exit code of success.</returns>
    public int Done<T>(T result, JsonTypeInfo<T> json, IEnumerable<string> lines)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, json));
        }
        else
        {
            foreach (var line in lines)
            {
                Console.WriteLine(line);
            }
        }

        return ExitCodes.Done;
    }

    public int Fail(Error error) => Fail(error.Detail, error.Kind switch
    {
        ErrorKind.Invalid or ErrorKind.Unprocessable => ExitCodes.Misused,
        ErrorKind.Conflict or ErrorKind.Forbidden => ExitCodes.Refused,
        _ => ExitCodes.Failed,
    });

    /// <returns>The exit code.</returns>
    public int Fail(string message, int code)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new(message, code), CommandJsonContext.Readable.CommandFailure));
        }

        return code;
    }
}

/// <summary>A command that did not do what was asked.</summary>
internal sealed record CommandFailure(string Error, int ExitCode);

/// <summary>A backup, without what is locked in it.</summary>
internal sealed record BackupReport(
    string File, DateTimeOffset CreatedAt, string From, long Revision, bool HasKeys, long? SealedOpened,
    IReadOnlyList<PartReport> Documents, IReadOnlyList<PartReport> Records)
{
    public static BackupReport Of(string file, BackupManifest manifest, long? opened) => new(
        file, manifest.CreatedAt, manifest.From, manifest.Revision, manifest.Keys is not null, opened, manifest.Documents,
        manifest.Records);
}

[JsonSerializable(typeof(CommandFailure))]
[JsonSerializable(typeof(BackupReport))]
[JsonSerializable(typeof(CopyReport))]
[JsonSerializable(typeof(RotationReport))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(AuditReport))]
internal sealed partial class CommandJsonContext : JsonSerializerContext
{
    /// <summary>For a terminal, not for a page: apostrophes stay what they are.</summary>
    public static readonly CommandJsonContext Readable = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    });
}
