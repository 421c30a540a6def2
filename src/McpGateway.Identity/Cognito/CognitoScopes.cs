using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Cognito;

/// <summary>
/// The resource server that stands for this gateway in a user pool. Cognito puts machines into no groups, so each group that has service
/// accounts is a scope of it, and the tokens of those accounts state it as <c>server/group</c>.
/// </summary>
internal sealed class CognitoScopes(CognitoAdminClient client, IOptions<CognitoAdminOptions> options) : IDisposable
{
    // Besides those of its groups: Cognito lets no app client be without a scope, and an account without a group is still an account.
    private const string Account = CognitoMachine.Account;

    private const string DisplayName = "MCP gateway";
    private const int MaxName = 256;

    // The list of scopes is written as a whole: two writers here would lose one another's.
    private readonly SemaphoreSlim _writing = new(1, 1);

    private string Server => options.Value.ResourceServer;

    private string Prefix => Server + "/";

    /// <summary>The scopes of a service account in these groups.</summary>
    public IEnumerable<string> Of(IEnumerable<string> groups) => groups.Prepend(Account).Select(name => Prefix + name);

    /// <summary>Whether a scope is this gateway's.</summary>
    public bool IsOurs(string scope) => scope.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The groups that scopes name; those of other resource servers name none.</summary>
    public IReadOnlyList<string> GroupsOf(IEnumerable<string> scopes) =>
        [.. scopes.Where(IsOurs).Select(scope => scope[Prefix.Length..]).Where(name => name != Account)];

    /// <summary>Sees to it that there are scopes of these groups.</summary>
    public async Task<Error?> EnsureAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (groups.FirstOrDefault(group => group.Length > MaxName || group == Account || !group.All(IsScopeLetter)) is { } unfit)
        {
            return new Error(ErrorKind.Invalid,
                $"Group '{LogText.Clean(unfit)}' cannot be a scope in Cognito: only ASCII letters, digits and signs without spaces, "
                    + "quotes and slashes can");
        }

        return await WriteAsync(known => [.. known.Union([Account, .. groups], StringComparer.Ordinal)], cancellationToken);
    }

    /// <summary>Takes the scope of a group away.</summary>
    public Task<Error?> RemoveAsync(string group, CancellationToken cancellationToken) =>
        WriteAsync(known => [.. known.Where(name => name != group)], cancellationToken);

    public void Dispose() => _writing.Dispose();

    private async Task<Error?> WriteAsync(Func<IReadOnlyList<string>, IReadOnlyList<string>> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var found = await client.CallAsync("DescribeResourceServer", new() { ["Identifier"] = Server }, cancellationToken);
            if (!found.IsSuccess && !found.Error.IsMissing())
            {
                return found.Error;
            }

            var server = found.IsSuccess && found.Value.TryGetProperty("ResourceServer", out var stated) ? stated : (JsonElement?)null;
            string[] known = server is { } existing ? [.. NamesOf(existing)] : [];
            var wanted = change(known);
            if (wanted.Count == known.Length && wanted.All(known.Contains))
            {
                return null;
            }

            return await client.ChangeAsync(
                server is null ? "CreateResourceServer" : "UpdateResourceServer", Describe(server, wanted), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private JsonObject Describe(JsonElement? existing, IEnumerable<string> groups)
    {
        // What an administrator called it stays.
        string? name = null;
        var isNamed = existing is { } server && StrictJson.TryReadString(server, "Name", out name) && name is not null;
        return new()
        {
            ["Identifier"] = Server,
            ["Name"] = isNamed ? name : DisplayName,
            ["Scopes"] =
                new JsonArray([.. groups
                    .Select(group =>
                        new JsonObject
                        {
                            ["ScopeName"] = group,
                            ["ScopeDescription"] = group == Account ? "Service account" : $"Member of {group}",
                        })]),
        };
    }

    private static IEnumerable<string> NamesOf(JsonElement server)
    {
        if (!server.TryGetProperty("Scopes", out var scopes) || scopes.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var scope in scopes.EnumerateArray())
        {
            if (StrictJson.TryReadString(scope, "ScopeName", out var name) && name is not null)
            {
                yield return name;
            }
        }
    }

    private static bool IsScopeLetter(char letter) => letter is > ' ' and <= '~' and not ('"' or '/' or '\\');
}
