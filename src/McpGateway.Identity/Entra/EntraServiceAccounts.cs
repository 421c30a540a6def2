using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Entra.Graph;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Entra;

/// <summary>
/// Applications of a tenant that act for themselves: a registration, its service principal, which is in groups as people are, and a secret.
/// Only those that were made here, which a tag tells, are listed, changed and deleted.
/// </summary>
internal sealed partial class EntraServiceAccounts(
    GraphClient graph, EntraGroups groups, EntraMemberships memberships, SubjectRevocation revocation, ILogger<EntraServiceAccounts> logger)
{
    public const string Kind = "servicePrincipals";

    private const string Tag = "McpGatewayServiceAccount";
    private const int MaxListed = 1000;

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var call = GraphCall.Get(
            $"{Kind}?$filter=tags/any(t:t%20eq%20'{Tag}')&$select={GraphPrincipal.Fields}&$top=100", EntraPermissions.ReadApplications);
        var listed = await graph.ListAsync(call, GraphJsonContext.Default.Principals, MaxListed, cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        GraphPrincipal[] shown = [.. listed.Value.Where(
            one => string.IsNullOrEmpty(search) || NameOf(one).Contains(search, StringComparison.OrdinalIgnoreCase)).Take(limit)];
        var held = await memberships.NamesAsync(Kind, [.. shown.Select(one => one.Id)], cancellationToken);
        return held.IsSuccess ? shown.Zip(held.Value, Summarise).ToArray() : held.Error;
    }

    public async Task<Result<ServiceAccountSecret>> CreateAsync(NewServiceAccount account, CancellationToken cancellationToken)
    {
        if (AccountValidator.ProblemOfName(account.Name) is { } problem)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        // Before anything is made: an account without its groups would be half an account.
        var resolved = await groups.ResolveAsync(account.Groups, cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Error;
        }

        var existing = await FindAsync(account.Name, cancellationToken);
        if (!existing.IsSuccess)
        {
            return existing.Error;
        }

        if (existing.Value is not null)
        {
            // Its secret cannot be read again, and another one would be a second key to the same account.
            return new Error(ErrorKind.Invalid, $"Service account '{account.Name}' already exists");
        }

        var body = new ApplicationBody(account.Name, account.Description.Length == 0 ? null : account.Description, "AzureADMyOrg", [Tag]);

        // Not cancelled: nobody would know what to take back.
        var application = await graph.SendAsync(
            GraphCall.Post("applications", body, GraphJsonContext.Default.ApplicationBody, EntraPermissions.WriteApplications),
            GraphJsonContext.Default.GraphApplication,
            CancellationToken.None);
        return application.IsSuccess
            ? await CompleteOrUndoAsync(application.Value, account, resolved.Value, cancellationToken)
            : application.Error;
    }

    public async Task<Result<AccountSummary?>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } principal)
        {
            return (AccountSummary?)null;
        }

        if (change.Password is not null || change.MustChangePassword is not null)
        {
            return new Error(
                ErrorKind.Invalid,
                $"'{NameOf(principal)}' is a service account and has no password. Delete and create it for a new secret.");
        }

        var wanted = change.Groups is null
            ? null
            : (Result<IReadOnlyList<DirectoryGroup>>?)await groups.ResolveAsync(change.Groups, cancellationToken);
        if (wanted is { IsSuccess: false, Error: { } unknown })
        {
            return unknown;
        }

        // From here on not cancelled: what is taken away has to be void here, too.
        if (change.IsEnabled is { } isEnabled)
        {
            var call = GraphCall.Patch(
                PathOf(principal), new PrincipalBody { AccountEnabled = isEnabled }, GraphJsonContext.Default.PrincipalBody,
                EntraPermissions.WriteApplications);
            if (await graph.ChangeAsync(call, CancellationToken.None) is { } refused)
            {
                return refused;
            }
        }

        var held = wanted is { Value: { } target }
            ? await memberships.RegroupAsync(Kind, principal.Id, target, CancellationToken.None)
            : await NamesAsync(principal, CancellationToken.None);
        await revocation.RevokeAsync(EntraAccounts.SubjectOf(principal.Id), CancellationToken.None);
        return held.IsSuccess
            ? Summarise(principal with { AccountEnabled = change.IsEnabled ?? principal.AccountEnabled }, held.Value)
            : held.Error;
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } principal)
        {
            return false;
        }

        // The registration first: while the service principal is there, a deletion that broke off can be asked for again.
        var registration = $"applications(appId='{Uri.EscapeDataString(principal.AppId)}')";
        foreach (var path in (string[])[registration, PathOf(principal)])
        {
            if (await graph.ChangeAsync(
                GraphCall.Delete(path, EntraPermissions.WriteApplications), CancellationToken.None, missingIsDone: true) is { } error)
            {
                return error;
            }
        }

        await revocation.RevokeAsync(EntraAccounts.SubjectOf(principal.Id), CancellationToken.None);
        return true;
    }

    private async Task<Result<ServiceAccountSecret>> CompleteOrUndoAsync(
        GraphApplication application, NewServiceAccount account, IReadOnlyList<DirectoryGroup> wanted, CancellationToken cancellationToken)
    {
        try
        {
            var complete = await CompleteAsync(application, account, wanted, cancellationToken);
            return complete.IsSuccess ? complete : await UndoAsync(application, complete.Error);
        }
        catch (OperationCanceledException)
        {
            await UndoAsync(application, new Error(ErrorKind.Failed, "cancelled"));
            throw;
        }
    }

    private async Task<Result<ServiceAccountSecret>> CompleteAsync(
        GraphApplication application, NewServiceAccount account, IReadOnlyList<DirectoryGroup> wanted, CancellationToken cancellationToken)
    {
        var body = new PrincipalBody { AppId = application.AppId, Tags = [Tag] };
        var principal = await graph.SendAsync(
            GraphCall.Post(
                Kind, body, GraphJsonContext.Default.PrincipalBody, EntraPermissions.WriteApplications) with
            { IsAboutSomethingNew = true },
            GraphJsonContext.Default.GraphPrincipal,
            cancellationToken);
        if (!principal.IsSuccess)
        {
            return principal.Error;
        }

        if (await memberships.JoinAsync(principal.Value.Id, wanted, cancellationToken) is { } notJoined)
        {
            return notJoined;
        }

        // Last: until here nobody can act as it.
        var secret = await graph.SendAsync(
            GraphCall.Post(
                $"applications/{Uri.EscapeDataString(application.Id)}/addPassword",
                new SecretBody(new("MCP gateway")),
                GraphJsonContext.Default.SecretBody,
                EntraPermissions.WriteApplications) with
            { IsAboutSomethingNew = true },
            GraphJsonContext.Default.GraphSecret,
            cancellationToken);
        if (!secret.IsSuccess)
        {
            return secret.Error;
        }

        return secret.Value.SecretText is { Length: > 0 } text
            ? new ServiceAccountSecret(
                application.AppId, application.Id, principal.Value.Id, text, account.Groups)
            { IsServicePrincipal = true }
            : new Error(ErrorKind.BadGateway, "Microsoft Graph did not tell the application's secret");
    }

    /// <summary>
    /// Takes back what was made of an account; its service principal goes with the registration. Not cancelled: half an account must not
    /// stay.
    /// </summary>
    private async Task<Error> UndoAsync(GraphApplication application, Error reason)
    {
        var call = GraphCall.Delete(
            "applications/" + Uri.EscapeDataString(application.Id), EntraPermissions.WriteApplications) with
        { IsAboutSomethingNew = true };
        if (await graph.ChangeAsync(call, CancellationToken.None, missingIsDone: true) is not { } left)
        {
            return reason;
        }

        LogLeft(application.AppId, left.Detail);
        return reason with
        {
            Detail = $"{reason.Detail}; the application {application.AppId} was left half-made and has to be deleted in Entra ID",
        };
    }

    /// <param name="name">The name, or the client id.</param>
    private async Task<Result<GraphPrincipal?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var property = Guid.TryParse(name, out _) ? "appId" : "displayName";
        var call = GraphCall.Get(
            $"{Kind}?$filter={property}%20eq%20{GraphCall.Quote(name)}&$select={GraphPrincipal.Fields}", EntraPermissions.ReadApplications);
        var found = await graph.ListAsync(call, GraphJsonContext.Default.Principals, MaxListed, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var ours = found.Value.Where(one => one.Tags.Contains(Tag)).ToArray();
        return ours.Length > 1
            ? new Error(
                ErrorKind.Invalid, $"More than one service account is named '{LogText.Clean(name)}'; the client id of one must be provided")
            : ours.FirstOrDefault();
    }

    private async Task<Result<IReadOnlyList<string>>> NamesAsync(GraphPrincipal principal, CancellationToken cancellationToken)
    {
        var held = await memberships.OfAsync(Kind, principal.Id, cancellationToken);
        return held.IsSuccess ? held.Value.Select(EntraMemberships.NameOf).ToArray() : held.Error;
    }

    private static AccountSummary Summarise(GraphPrincipal principal, IReadOnlyList<string> held) =>
        AccountSummary.OfService(principal.Id, NameOf(principal), principal.AccountEnabled ?? true, held);

    private static string NameOf(GraphPrincipal principal) =>
        string.IsNullOrEmpty(principal.DisplayName) ? principal.AppId : principal.DisplayName;

    private static string PathOf(GraphPrincipal principal) => $"{Kind}/{Uri.EscapeDataString(principal.Id)}";

    [LoggerMessage(
        EventId = 4090, Level = LogLevel.Error,
        Message = "The half-made application {AppId} could not be deleted and has to be deleted in Entra ID: {Reason}")]
    private partial void LogLeft(string appId, string reason);
}
