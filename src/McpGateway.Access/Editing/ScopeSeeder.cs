using System.Diagnostics;
using System.Text.Json;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Access.Editing;

/// <summary>
/// Fills an empty store with scopes, once: from the operator's file if one is configured, else the built-in ones. Never overwrites.
/// </summary>
public sealed partial class ScopeSeeder(
    ScopeRepository scopes, DocumentStore documents, IOptions<AccessOptions> options, TimeProvider time, ILogger<ScopeSeeder> logger)
{
    /// <summary>Call at start, when the store is ready and before traffic.</summary>
    /// <exception cref="StartRefusedException">The configured file cannot be used: starting without it would open or close the wrong
    /// doors.</exception>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if ((await scopes.ListAsync(cancellationToken)).Count > 0)
        {
            return;
        }

        var path = options.Value.ScopesConfigPath;
        var seed = string.IsNullOrEmpty(path) ? BuiltIn() : await ReadAsync(path, cancellationToken);
        var now = time.GetUtcNow();
        var batch = new DocumentBatch();
        foreach (var scope in seed)
        {
            batch.Put(ScopeRepository.Scopes, scope.Name, scope with { CreatedAt = now, UpdatedAt = now }, DocumentBatch.Absent);
        }

        if (batch.Writes.Count == 0)
        {
            LogNothing(path ?? "");
            return;
        }

        var committed = await documents.CommitAsync(batch, cancellationToken);
        if (committed.IsSuccess)
        {
            LogSeeded(seed.Count, string.IsNullOrEmpty(path) ? "the built-in file" : path);
        }
        else if (committed.Error.Kind != ErrorKind.Conflict)
        {
            // A conflict means that another replica was first, which is as good.
            throw new StartRefusedException("The scopes could not be written: " + committed.Error.Detail);
        }
    }

    /// <summary>The scopes of a new installation. JSON, because the first start must not wait for a YAML parser to be compiled.</summary>
    public static IReadOnlyList<ScopeRecord> BuiltIn()
    {
        using var stream = typeof(ScopeSeeder).Assembly.GetManifestResourceStream("seed-scopes.json") ?? throw new UnreachableException();
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(static group => GroupFile.Read(group).Scope)];
    }

    private static async Task<IReadOnlyList<ScopeRecord>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = ScopesFile.Parse(await File.ReadAllTextAsync(path, cancellationToken));
            return file.Problems.Count == 0
                ? file.Scopes
                : throw new StartRefusedException(
                    $"Access:ScopesConfigPath (SCOPES_CONFIG_PATH) '{path}' cannot be used: "
                        + $"{string.Join("; ", file.Problems.Select(static problem => problem.ToString().TrimEnd('.')))}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartRefusedException(
                $"Access:ScopesConfigPath (SCOPES_CONFIG_PATH) names '{path}', which cannot be read. "
                    + "Correct the path, or remove the setting.", failure);
        }
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "The store held no scopes: {Scopes} were added from {Source}.")]
    private partial void LogSeeded(int scopes, string source);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "{Path} defines no scopes: nobody has access to anything.")]
    private partial void LogNothing(string path);
}
