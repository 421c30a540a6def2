using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>What the tests of tokens share.</summary>
internal static class TokenSteps
{
    internal const string AdministratorGroup = "registry-admins";

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static JsonElement ClaimsOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonSerializer.Deserialize<JsonElement>(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
    }

    internal static async Task PutScopeAsync(OAuthWorld world, string name, params string[] groups)
    {
        var scope = new ScopeRecord { Name = name, GroupMappings = groups, Rules = [new("s", ["all"], ["all"])] };
        var committed = await world.Host.Documents.CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, name, scope, expectedVersion: null), Cancellation);
        Assert.True(committed.IsSuccess);
    }

    internal static async Task<string> ScopesAsync(OAuthWorld world, string token)
    {
        using var answer = await world.Host.GetAsync("/currenttime/mcp", AuthHost.Bearer(token));
        return (await answer.Content.ReadAsStringAsync(Cancellation)).Split('|')[1];
    }

    internal static Task<HttpResponseMessage> CredentialsAsync(OAuthWorld world, string id, string secret) => world.PostFormAsync(
        "/oauth2/token", [], ("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));

    internal static Task<HttpResponseMessage> RevokeAsync(OAuthWorld world, string id, string token) =>
        world.PostFormAsync("/oauth2/revoke", [], ("client_id", id), ("token", token));

    internal static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
