using System.Runtime.CompilerServices;
using System.Text.Json;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Sources.Documents;

/// <summary>
/// A JSON document, at an address or in a file: one <c>server.json</c>, a list of them, entries of a registry's answer, or servers and
/// agents as gateways export them.
/// </summary>
internal sealed class DocumentSource(SourceHttp http, IOptions<FederationOptions> options) : ICatalogueSource
{
    public const string FileScheme = "file:";

    public string Kind => SourceKinds.Document;

    public async IAsyncEnumerable<Result<SourcePage>> ReadAsync(
        SourceRecord source, string? mark, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var document = source.Endpoint.StartsWith(FileScheme, StringComparison.Ordinal)
            ? await ReadFileAsync(source.Endpoint[FileScheme.Length..], cancellationToken)
            : await http.GetAsync(source, source.Endpoint, cancellationToken);
        if (!document.IsSuccess)
        {
            yield return document.Error;
            yield break;
        }

        yield return PageOf(document.Value);
    }

    /// <summary>What is wrong with a file's name; null when a source may name it.</summary>
    public static string? ProblemOfFile(string name, string? directory) =>
        directory is null ? "names a file, and Federation:FilesDirectory is not set"
        : name.Length == 0 || Path.GetFileName(name) != name || name is "." or ".." ? "must be file: and the name of a file, without a path"
        : null;

    private static Result<SourcePage> PageOf(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return new SourcePage([.. root.EnumerateArray().Select(ServerOf)]);
        }

        var isList = ItemJson.Member(root, "servers", JsonValueKind.Array) is not null
            || ItemJson.Member(root, "agents", JsonValueKind.Array) is not null;
        return isList
            ? new SourcePage(
            [
                .. ItemJson.Elements(root, "servers").Select(ServerOf),
                .. ItemJson.Elements(root, "agents").Select(static agent => GatewayItemReader.Agent(agent, "")),
            ])
            : ItemJson.Text(root, "name", "server_name") is not null || ItemJson.Member(root, "server", JsonValueKind.Object) is not null
                ? new SourcePage([ServerOf(root)])
                : new Error(
                    ErrorKind.BadGateway, "The document is no server.json, no list of them, and no object with 'servers' or 'agents'");
    }

    private static SourceItem ServerOf(JsonElement item) =>
        ItemJson.Text(item, "path") is not null && ItemJson.Text(item, "server_name") is not null
            ? GatewayItemReader.Server(item, "")
            : ServerJsonReader.ReadEntry(item) ?? SourceItem.Unusable("(earlier version)", "The entry is not the newest version");

    private async Task<Result<JsonElement>> ReadFileAsync(string name, CancellationToken cancellationToken)
    {
        if (ProblemOfFile(name, options.Value.FilesDirectory) is { } problem)
        {
            return new Error(ErrorKind.Invalid, $"The source {problem}");
        }

        try
        {
            await using var file = new FileStream(
                Path.Combine(options.Value.FilesDirectory!, name), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > options.Value.MaxPageBytes)
            {
                return new Error(ErrorKind.BadGateway, $"The file has more than {options.Value.MaxPageBytes} bytes");
            }

            using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return new Error(ErrorKind.BadGateway, "The file is no JSON");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Unavailable, $"The file '{name}' cannot be read ({failure.GetType().Name})");
        }
    }
}
