using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Keycloak;

/// <summary>
/// Makes a realm have what a plan says. What is there stays as it is, except that a client gets what it lacks; so a second run changes
/// nothing.
/// </summary>
/// <param name="admin">Calls Keycloak.</param>
/// <param name="isDryRun">Looks and tells only.</param>
/// <param name="tell">What was done, step by step.</param>
internal sealed class RealmProvisioner(KeycloakAdmin admin, bool isDryRun, Action<RealmStep> tell)
{
    private const int MostGroups = 10_000;

    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);

    /// <summary>What is made, and of what kind it is; an id that is not known yet, in a dry run.</summary>
    private const string NotYet = "";

    /// <returns>The secrets of the plan's clients, by client id; none in a dry run.</returns>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(RealmPlan plan, CancellationToken cancellationToken)
    {
        var realm = Uri.EscapeDataString(plan.Realm);
        var exists = await admin.FindAsync(realm, cancellationToken) is not null;
        await EnsureAsync("realm", plan.Realm, exists, () => admin.CreateAsync("", RealmJson.Realm(plan.Realm), cancellationToken));
        await EnsureScopesAsync(realm, plan, cancellationToken);
        await EnsureGroupsAsync(realm, plan, cancellationToken);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var client in plan.Clients)
        {
            var id = await EnsureClientAsync(realm, client, cancellationToken);
            if (id != NotYet && !isDryRun)
            {
                secrets[client.Id] = await SecretAsync(realm, id, client, cancellationToken);
            }
        }

        foreach (var user in plan.Users)
        {
            await EnsureUserAsync(realm, user, cancellationToken);
        }

        return secrets;
    }

    private async Task EnsureScopesAsync(string realm, RealmPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Scopes.Count == 0)
        {
            return;
        }

        var listed = await admin.ListAsync($"{realm}/client-scopes", cancellationToken);
        var existing = listed.Select(scope => Text(scope, "name")).ToHashSet(StringComparer.Ordinal);
        foreach (var scope in plan.Scopes)
        {
            await EnsureAsync("client scope", scope, existing.Contains(scope), () =>
                admin.CreateAsync($"{realm}/client-scopes", RealmJson.Scope(scope), cancellationToken));
        }
    }

    private async Task EnsureGroupsAsync(string realm, RealmPlan plan, CancellationToken cancellationToken)
    {
        foreach (var group in await admin.ListAsync($"{realm}/groups?max={MostGroups}", cancellationToken))
        {
            _groups[Text(group, "name")] = Text(group, "id");
        }

        foreach (var group in plan.Groups)
        {
            await EnsureAsync("group", group, _groups.ContainsKey(group), async () =>
                _groups[group] = await admin.CreateAsync($"{realm}/groups", new JsonObject { ["name"] = group }, cancellationToken));
            _groups.TryAdd(group, NotYet);
        }
    }

    private async Task<string> EnsureClientAsync(string realm, PlannedClient client, CancellationToken cancellationToken)
    {
        var path = $"{realm}/clients";
        var found = await admin.ListAsync($"{path}?clientId={Uri.EscapeDataString(client.Id)}", cancellationToken);
        var existing = found.FirstOrDefault(one => Text(one, "clientId") == client.Id);
        var id = existing is null ? NotYet : Text(existing, "id");
        await EnsureAsync("client", client.Id, existing is not null, async () =>
            id = await admin.CreateAsync(path, RealmJson.Client(client), cancellationToken));
        if (existing is not null && RealmJson.Mend(existing, client) is { } mended)
        {
            await ChangeAsync("client", client.Id, () => admin.PutAsync($"{path}/{Uri.EscapeDataString(id)}", mended, cancellationToken));
        }

        await EnsureMapperAsync($"{path}/{Uri.EscapeDataString(id)}/protocol-mappers/models", id, client, cancellationToken);
        if (client.ServiceAccountGroups is { } groups)
        {
            var account = id == NotYet
                ? null
                : await admin.FindAsync($"{path}/{Uri.EscapeDataString(id)}/service-account-user", cancellationToken);
            await EnsureMembershipAsync(
                realm, account is null ? NotYet : Text(account, "id"), "service account of " + client.Id, groups, cancellationToken);
        }

        return id;
    }

    private async Task EnsureMapperAsync(string path, string client, PlannedClient planned, CancellationToken cancellationToken)
    {
        var mappers = client == NotYet ? [] : await admin.ListAsync(path, cancellationToken);
        await EnsureAsync(
            "mapper", $"{RealmJson.GroupsMapperName} of {planned.Id}",
            mappers.Any(mapper => Text(mapper, "name") == RealmJson.GroupsMapperName),
            () => admin.CreateAsync(path, RealmJson.GroupsMapper(), cancellationToken));
    }

    private async Task EnsureUserAsync(string realm, PlannedUser user, CancellationToken cancellationToken)
    {
        var found = await admin.ListAsync($"{realm}/users?username={Uri.EscapeDataString(user.Name)}&exact=true", cancellationToken);
        var id = found.Select(one => Text(one, "id")).FirstOrDefault() ?? NotYet;
        var isNew = id == NotYet;
        await EnsureAsync("user", user.Name, !isNew, async () =>
            id = await admin.CreateAsync($"{realm}/users", RealmJson.User(user), cancellationToken));
        if (isNew && user.Password.IsGenerated && !isDryRun)
        {
            tell(new("password", user.Name, RealmChange.Told, user.Password.Value));
        }

        await EnsureMembershipAsync(realm, id, user.Name, user.Groups, cancellationToken);
    }

    private async Task EnsureMembershipAsync(
        string realm, string user, string name, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var path = $"{realm}/users/{Uri.EscapeDataString(user)}/groups";
        var held = user == NotYet
            ? []
            : (await admin.ListAsync(path, cancellationToken)).Select(group => Text(group, "name")).ToHashSet(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (!_groups.TryGetValue(group, out var id))
            {
                throw new CommandFailure(
                    ExitCodes.NotFound, $"there is no group {group} in the realm",
                    "Run 'mcpgw keycloak init' first, or add --create-group.");
            }

            await EnsureAsync("membership", $"{name} in {group}", held.Contains(group), () =>
                admin.PutAsync($"{path}/{Uri.EscapeDataString(id)}", null, cancellationToken));
        }
    }

    private async Task<string> SecretAsync(string realm, string id, PlannedClient client, CancellationToken cancellationToken)
    {
        var secret = await admin.FindAsync($"{realm}/clients/{Uri.EscapeDataString(id)}/client-secret", cancellationToken);
        return secret is not null && Text(secret, "value") is { Length: > 0 } value
            ? value
            : throw new CommandFailure(ExitCodes.Failed, $"Keycloak does not tell the secret of {client.Id}");
    }

    private async Task EnsureAsync(string kind, string name, bool exists, Func<Task> create)
    {
        if (exists)
        {
            tell(new(kind, name, RealmChange.Exists));
            return;
        }

        if (!isDryRun)
        {
            await create();
        }

        tell(new(kind, name, isDryRun ? RealmChange.WouldCreate : RealmChange.Created));
    }

    private async Task ChangeAsync(string kind, string name, Func<Task> change)
    {
        if (!isDryRun)
        {
            await change();
        }

        tell(new(kind, name, isDryRun ? RealmChange.WouldChange : RealmChange.Changed));
    }

    private static string Text(JsonObject json, string name) => json[name]?.ToString() ?? "";
}
