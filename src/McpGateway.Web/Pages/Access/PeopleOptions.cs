using McpGateway.Foundation;
using McpGateway.Identity.Accounts;
using McpGateway.Web.Components.Picking;

namespace McpGateway.Web.Pages.Access;

/// <summary>Accounts and groups, to be picked.</summary>
internal static class PeopleOptions
{
    private const int ShownGroups = 3;

    /// <summary>For suggestions: people of a provider that cannot be listed are typed.</summary>
    public static async Task<IReadOnlyList<AccountSummary>> ListAsync(
        AccountOperations accounts, Caller caller, CancellationToken cancellationToken) =>
        (await accounts.ListAsync(caller, search: null, AccountOperations.MaxListed, cancellationToken)).Value ?? [];

    public static IReadOnlyList<PickOption> Of(IReadOnlyList<AccountSummary> accounts) =>
        [.. accounts.Select(static account => new PickOption(account.UserName, HintOf(account)))];

    /// <summary>Every group that is known from somewhere, by name.</summary>
    public static IReadOnlyList<PickOption> Groups(IReadOnlyList<AccountSummary> accounts, params IEnumerable<string>[] others)
    {
        var members = accounts.SelectMany(static account => account.Groups).CountBy(static group => group, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return
        [
            .. members.Keys.Concat(others.SelectMany(static names => names)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.OrdinalIgnoreCase)
                .Select(group => new PickOption(group, members.TryGetValue(group, out var count) ? $"{count} here" : "")),
        ];
    }

    private static string HintOf(AccountSummary account) => string.Join(
        ", ", [.. account.IsService ? ["service account"] : Array.Empty<string>(), .. account.Groups.Take(ShownGroups)]);
}
