using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Access.Decisions;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Groups that are not in the claims but have to be asked for: those of Entra when a person is in more than fit a token, and the teams of
/// GitHub.
/// </summary>
internal sealed partial class ProviderGroups(
    [FromKeyedServices(ProviderServices.HttpName)] OutboundHttp http, IGroupOverage overage, AccessSnapshotHolder policies)
{
    private const int MaxGroups = 10_000;
    private const int MaxPages = 20;

    // Above that, only groups that mean something here are kept: a session and a token have to carry them.
    private const int MaxKept = 200;

    /// <returns>The user with all groups, or why they cannot be known: signing in with less would be a silent loss of rights.</returns>
    public async Task<Result<ProviderUser>> CompleteAsync(
        ProviderDefinition provider, ProviderUser user, JsonElement claims, string accessToken, CancellationToken cancellationToken)
    {
        if (provider.Kind == ProviderKind.Entra && IsOverage(claims) && provider.GraphUrl is { } graph)
        {
            var address = new Uri(graph, "/v1.0/me/transitiveMemberOf/microsoft.graph.group?$select=id&$top=999&$count=true");
            var listed = await ListAsync(address, accessToken, member => Text(member, "id"), isGraph: true, cancellationToken);
            return listed.IsSuccess ? user with { Groups = Keep(ProviderUser.Map(provider, listed.Value)) } : listed.Error;
        }

        if (provider is { Kind: ProviderKind.GitHub, GroupMappings.Count: > 0, UserInfoUrl: { } userInfo })
        {
            var address = new Uri(userInfo.ToString().TrimEnd('/') + "/teams?per_page=100");
            var listed = await ListAsync(address, accessToken, TeamOf, isGraph: false, cancellationToken);
            return listed.IsSuccess
                ? user with
                {
                    Groups = Keep(ProviderUser.Map(
                        provider, listed.Value.SelectMany(team => new[] { team, team.Split('/')[0] }).Distinct().ToArray())),
                }
                : listed.Error;
        }

        return user with { Groups = Keep(user.Groups) };
    }

    /// <summary>The holder of a bearer token with all groups.</summary>
    /// <returns>Null when the token leaves groups out that cannot be known now.</returns>
    public async ValueTask<ProviderUser?> CompleteAsync(
        ProviderDefinition provider, ProviderUser user, TokenClaims claims, CancellationToken cancellationToken)
    {
        if (provider.Kind != ProviderKind.Entra || !IsOverage(claims.All))
        {
            return user;
        }

        return await overage.FindAsync(provider, claims, cancellationToken) is { } ids
            ? user with { Groups = Keep(ProviderUser.Map(provider, ids)) }
            : null;
    }

    /// <summary>Entra says so instead of listing the groups (<c>_claim_names</c> or <c>hasgroups</c>).</summary>
    public static bool IsOverage(JsonElement claims) =>
        (claims.TryGetProperty("hasgroups", out var has) && has.ValueKind == JsonValueKind.True)
        || (claims.TryGetProperty(
            "_claim_names", out var names) && names.ValueKind == JsonValueKind.Object && names.TryGetProperty("groups", out _));

    private IReadOnlyList<string> Keep(IReadOnlyList<string> groups)
    {
        if (groups.Count <= MaxKept)
        {
            return groups;
        }

        var known = policies.Current.Groups;
        return [.. groups.Where(known.Contains)];
    }

    private async Task<Result<IReadOnlyList<string>>> ListAsync(
        Uri first, string accessToken, Func<JsonElement, string?> pick, bool isGraph, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var next = first;
        for (var page = 0; page < MaxPages; page++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.Authorization = new("Bearer", accessToken);

            if (isGraph)
            {
                // It lists groups alone, without the roles among them, only to those who accept its index; and says so anew for each page.
                request.Headers.Add("ConsistencyLevel", "eventual");
            }

            var answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccess)
            {
                return answer.Error;
            }

            if (!answer.Value.IsSuccess || answer.Value.Json() is not { } json)
            {
                return new Error(ErrorKind.BadGateway, $"{next.Authority} answered {(int)answer.Value.Status} to the question for groups");
            }

            var members = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("value", out var value) ? value : json;
            if (members.ValueKind != JsonValueKind.Array)
            {
                return new Error(ErrorKind.BadGateway, $"{next.Authority} did not answer with a list of groups");
            }

            names.AddRange(members.EnumerateArray().Select(pick).OfType<string>());
            if (NextLink(json, answer.Value) is not { } link)
            {
                return names.Count <= MaxGroups ? names : TooMany(first, $"{MaxGroups} groups");
            }

            if (!Uri.TryCreate(link, UriKind.Absolute, out next) || !IsSamePlace(next, first))
            {
                return new Error(
                    ErrorKind.BadGateway, $"{first.Authority} names further groups in another place; the token does not go there");
            }
        }

        return TooMany(first, $"{MaxPages} pages of groups");
    }

    private static Error TooMany(Uri address, string limit) =>
        new(ErrorKind.BadGateway, $"{address.Authority} lists more than {limit}: with a part of them, rights would be missing");

    /// <summary>Graph names the next page in its answer, GitHub in a header (RFC 8288).</summary>
    private static string? NextLink(JsonElement json, OutboundAnswer answer) =>
        Text(json, "@odata.nextLink")
            ?? (answer.Links is { } links && NextOf().Match(links) is { Success: true } next ? next.Groups[1].Value : null);

    private static bool IsSamePlace(Uri next, Uri first) =>
        Uri.Compare(next, first, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    [GeneratedRegex(
        """<([^<>]*)>(?:\s*;\s*\w+="[^"]*")*\s*;\s*rel="?next"?""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NextOf();

    private static string? TeamOf(JsonElement team) =>
        Text(team, "slug") is { } slug
            && team.TryGetProperty("organization", out var organisation)
            && Text(organisation, "login") is { } login
            ? $"{login}/{slug}"
            : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && StrictJson.TryReadString(parent, name, out var text) ? text : null;
}
