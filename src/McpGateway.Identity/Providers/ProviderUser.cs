using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Providers;

/// <summary>Who signed in, as the provider's claims say.</summary>
internal sealed record ProviderUser(string Subject, string UserName, string? Email, string? Name, IReadOnlyList<string> Groups)
{
    private const int MaxText = 256;

    /// <param name="provider">Whose claims they are.</param>
    /// <param name="claims">Verified claims.</param>
    /// <returns>Null when the claims name nobody.</returns>
    public static ProviderUser? Of(ProviderDefinition provider, JsonElement claims) =>
        SubjectOf(provider, claims) is { Length: > 0 and <= MaxText } subject
            ? new(
                subject,
                provider.UserNameClaims.Select(name => Text(claims, name)).FirstOrDefault(text => text is not null) ?? subject,
                Text(claims, provider.EmailClaim),
                Text(claims, provider.NameClaim),
                GroupsOf(provider, claims))
            : null;

    /// <summary>What the provider states and what that is mapped to.</summary>
    public static IReadOnlyList<string> Map(ProviderDefinition provider, IEnumerable<string> stated)
    {
        var all = stated as IReadOnlyList<string> ?? [.. stated];
        var mapped = all.SelectMany(name => provider.GroupMappings.GetValueOrDefault(name) ?? []);
        return [.. (provider.StatesOwnGroups ? all.Concat(mapped) : mapped).Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> GroupsOf(ProviderDefinition provider, JsonElement claims)
    {
        foreach (var name in provider.GroupsClaims)
        {
            if (StrictJson.TryReadStrings(claims, name, out var stated) && stated.Count > 0)
            {
                return Map(provider, provider.Kind == ProviderKind.Keycloak ? [.. stated.Select(PlainName)] : stated);
            }
        }

        return [];
    }

    // Keycloak's mapper writes full paths by default; a group of the first level is known by its name.
    private static string PlainName(string group) => group.Length > 1 && group.LastIndexOf('/') == 0 ? group[1..] : group;

    private static string? SubjectOf(ProviderDefinition provider, JsonElement claims) => provider.Kind switch
    {
        ProviderKind.GitHub => claims.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : null,

        // "sub" of Entra is another one for each application; the object id is how the tenant itself, and so its administration, knows
        // somebody.
        ProviderKind.Entra => Text(claims, "oid") ?? Text(claims, "sub"),
        ProviderKind.OpenIdConnect or ProviderKind.Keycloak or ProviderKind.Cognito or ProviderKind.Google => Text(claims, "sub"),
    };

    private static string? Text(JsonElement claims, string name) =>
        StrictJson.TryReadString(claims, name, out var text) && text is { Length: > 0 and <= MaxText } && !text.Any(char.IsControl)
            ? text
            : null;
}
