using System.Net;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Entra.Graph;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Entra;

/// <summary>
/// The people and service accounts of an Entra ID tenant. What was issued to somebody who is deleted, disabled or regrouped here is void
/// here at once, however long Entra's tokens would still be good.
/// </summary>
internal sealed partial class EntraAccounts(
    GraphClient graph,
    EntraGroups groups,
    EntraMemberships memberships,
    EntraServiceAccounts services,
    SubjectRevocation revocation,
    IOptions<EntraAdminOptions> options,
    ILogger<EntraAccounts> logger) : IAccountDirectory
{
    private const string Kind = "users";
    private const int MaxPage = 999;

    /// <summary>
    /// The subject that tokens of the tenant lead to: by object id, which is the same in the tokens of every application.
    /// </summary>
    public static string SubjectOf(string objectId) => "entra:" + objectId;

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var filter = string.IsNullOrEmpty(search)
            ? ""
            : "&$filter=" + string.Join(
                "%20or%20",
                ((string[])["userPrincipalName", "mail", "displayName", "givenName", "surname"]).Select(
                    property => $"startswith({property},{GraphCall.Quote(search)})"));
        var call = GraphCall.Get($"{Kind}?$select={GraphUser.Fields}&$top={Math.Min(limit, MaxPage)}{filter}", EntraPermissions.ReadUsers);
        var listed = await graph.ListAsync(call, GraphJsonContext.Default.Users, limit, cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var held = await memberships.NamesAsync(Kind, [.. listed.Value.Select(user => user.Id)], cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        AccountSummary[] people = [.. listed.Value.Zip(held.Value, Summarise)];
        var machines = people.Length < limit
            ? await services.ListAsync(search, limit - people.Length, cancellationToken)
            : Array.Empty<AccountSummary>();
        return machines.IsSuccess ? people.Concat(machines.Value).ToArray() : machines.Error;
    }

    public async Task<Result<AccountSummary>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        var name = PrincipalNameOf(account);
        var problem = AccountValidator.ProblemOfName(account.UserName)
            ?? (account.Password is { } wish ? AccountValidator.ProblemOfPassword(wish) : null);
        if (problem is not null || name is null)
        {
            return new Error(
                ErrorKind.Invalid,
                problem ?? "A user name with a domain of the tenant must be provided, such as bob@example.org; or set ENTRA_USER_DOMAIN.");
        }

        // Before anything is made: an account without its groups would be half an account.
        var resolved = await groups.ResolveAsync(account.Groups, cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Error;
        }

        var existing = await FindAsync(name, cancellationToken);
        if (!existing.IsSuccess || existing.Value is not null)
        {
            return existing.Error ?? Exists(account.UserName);
        }

        var temporary = account.Password is null ? TemporaryPassword.Create() : null;
        var call = GraphCall.Post(Kind, Describe(account, name, temporary), GraphJsonContext.Default.UserBody, EntraPermissions.WriteUsers);

        // Not cancelled: nobody would know what to take back.
        var answer = await graph.SendAsync(call, CancellationToken.None);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        if (!answer.Value.IsSuccess
            || answer.Value.Json() is not { } json
            || GraphClient.Read(json, GraphJsonContext.Default.GraphUser) is not { } user)
        {
            return Refusal(answer.Value, call, account.UserName, name);
        }

        return await JoinOrUndoAsync(user, resolved.Value, cancellationToken) is { } error
            ? error
            : new AccountSummary(
                user.Id, name, account.Email, account.FirstName, account.LastName, true, [.. resolved.Value.Select(group => group.Name)])
            {
                TemporaryPassword = temporary,
            };
    }

    public Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(NewServiceAccount account, CancellationToken cancellationToken) =>
        services.CreateAsync(account, cancellationToken);

    public async Task<Result<AccountSummary>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is { } user)
        {
            return await UpdateAsync(user, change, cancellationToken);
        }

        var updated = await services.UpdateAsync(name, change, cancellationToken);
        return updated.Error ?? (updated.Value is { } service
            ? service
            : (Result<AccountSummary>)new Error(ErrorKind.Invalid, $"User or M2M account '{LogText.Clean(name)}' not found"));
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } user)
        {
            return await services.DeleteAsync(name, cancellationToken);
        }

        if (await graph.ChangeAsync(
            GraphCall.Delete(PathOf(user), EntraPermissions.WriteUsers), CancellationToken.None, missingIsDone: true) is { } error)
        {
            return error;
        }

        await revocation.RevokeAsync(SubjectOf(user.Id), CancellationToken.None);
        return true;
    }

    private async Task<Result<AccountSummary>> UpdateAsync(GraphUser user, AccountChange change, CancellationToken cancellationToken)
    {
        if (change.Password is { } wish && AccountValidator.ProblemOfPassword(wish) is { } problem)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        var wanted = change.Groups is null
            ? null
            : (Result<IReadOnlyList<DirectoryGroup>>?)await groups.ResolveAsync(change.Groups, cancellationToken);
        if (wanted is { IsSuccess: false, Error: { } unknown })
        {
            return unknown;
        }

        // From here on not cancelled: what is taken away has to be void here, too.
        if (change.IsEnabled is not null || change.Password is not null)
        {
            var body = new UserBody
            {
                AccountEnabled = change.IsEnabled,
                PasswordProfile = change.Password is { } password ? new(password, change.MustChangePassword ?? false) : null,
            };
            var call = GraphCall.Patch(
                PathOf(user), body, GraphJsonContext.Default.UserBody, change.Password is null
                    ? EntraPermissions.WriteUsers
                    : EntraPermissions.SetPasswords);
            var answer = await graph.SendAsync(call, CancellationToken.None);
            if (!answer.IsSuccess || !answer.Value.IsSuccess)
            {
                return answer.Error ?? Refusal(answer.Value!, call, user.UserPrincipalName ?? user.Id, "");
            }
        }

        var held = wanted is { Value: { } target }
            ? await memberships.RegroupAsync(Kind, user.Id, target, CancellationToken.None)
            : await NamesAsync(user, CancellationToken.None);

        // Whatever became of the groups, what was changed before counts.
        await revocation.RevokeAsync(SubjectOf(user.Id), CancellationToken.None);
        return held.IsSuccess ? Summarise(user with { AccountEnabled = change.IsEnabled ?? user.AccountEnabled }, held.Value) : held.Error;
    }

    private async Task<Error?> JoinOrUndoAsync(GraphUser user, IReadOnlyList<DirectoryGroup> wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await memberships.JoinAsync(user.Id, wanted, cancellationToken) is { } error ? await UndoAsync(user, error) : null;
        }
        catch (OperationCanceledException)
        {
            await UndoAsync(user, new Error(ErrorKind.Failed, "cancelled"));
            throw;
        }
    }

    private async Task<Error> UndoAsync(GraphUser user, Error reason)
    {
        var call = GraphCall.Delete(PathOf(user), EntraPermissions.WriteUsers) with { IsAboutSomethingNew = true };
        if (await graph.ChangeAsync(call, CancellationToken.None, missingIsDone: true) is not { } left)
        {
            return reason;
        }

        LogLeft(user.Id, left.Detail);
        return reason with { Detail = $"{reason.Detail}; the user {user.Id} was left half-made and has to be deleted in Entra ID" };
    }

    /// <param name="name">The whole name, or what is before the @ when only one person of the tenant has that.</param>
    private async Task<Result<GraphUser?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var filter = name.Contains('@', StringComparison.Ordinal)
            ? $"userPrincipalName%20eq%20{GraphCall.Quote(name)}"
            : $"startswith(userPrincipalName,{GraphCall.Quote(name + "@")})";
        var call = GraphCall.Get($"{Kind}?$filter={filter}&$select={GraphUser.Fields}", EntraPermissions.ReadUsers);
        var found = await graph.ListAsync(call, GraphJsonContext.Default.Users, 2, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        return found.Value.Count > 1
            ? new Error(
                ErrorKind.Invalid, $"More than one user is named '{LogText.Clean(name)}'; the name with its domain must be provided")
            : found.Value is [var user] ? user : null;
    }

    private async Task<Result<IReadOnlyList<string>>> NamesAsync(GraphUser user, CancellationToken cancellationToken)
    {
        var held = await memberships.OfAsync(Kind, user.Id, cancellationToken);
        return held.IsSuccess ? held.Value.Select(EntraMemberships.NameOf).ToArray() : held.Error;
    }

    private string? PrincipalNameOf(NewAccount account)
    {
        if (account.UserName.Contains('@', StringComparison.Ordinal))
        {
            return account.UserName;
        }

        var domain = options.Value.UserDomain ?? account.Email[(account.Email.LastIndexOf('@') + 1)..];
        return domain.Length > 0 ? $"{account.UserName}@{domain}" : null;
    }

    private static UserBody Describe(NewAccount account, string name, string? temporary) => new()
    {
        AccountEnabled = true,
        DisplayName = $"{account.FirstName} {account.LastName}".Trim() is { Length: > 0 } full ? full : account.UserName,
        GivenName = account.FirstName.Length == 0 ? null : account.FirstName,
        Surname = account.LastName.Length == 0 ? null : account.LastName,
        Mail = account.Email.Length == 0 ? null : account.Email,
        MailNickname = name.Split('@')[0],
        UserPrincipalName = name,
        PasswordProfile = new(account.Password ?? temporary!, ForceChangePasswordNextSignIn: temporary is not null),
    };

    /// <summary>What the administrator can mend is told apart from what somebody has to mend in Entra ID.</summary>
    private static Error Refusal(OutboundAnswer answer, GraphCall call, string userName, string principalName)
    {
        var words = answer.Status == HttpStatusCode.BadRequest ? GraphErrors.MessageOf(answer) : "";
        return words switch
        {
            _ when words.Contains("already exists", StringComparison.Ordinal) => Exists(userName),
            _ when words.Contains("domain", StringComparison.OrdinalIgnoreCase) =>
                new(ErrorKind.Invalid,
                    $"A user name in a verified domain of the tenant must be provided; '{LogText.Clean(principalName)}' is not. "
                        + "ENTRA_USER_DOMAIN sets it for everybody."),
            _ when words.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                new(ErrorKind.Invalid,
                    "A password that follows the tenant's rules must be provided: long, of several kinds of letters, "
                        + "and not a well-known one."),
            _ => GraphErrors.Of(answer, call),
        };
    }

    private static AccountSummary Summarise(GraphUser user, IReadOnlyList<string> held) =>
        new(user.Id, user.UserPrincipalName ?? user.Id, user.Mail, user.GivenName, user.Surname, user.AccountEnabled ?? true, held);

    private static Error Exists(string name) => new(ErrorKind.Invalid, $"User '{name}' already exists");

    private static string PathOf(GraphUser user) => $"{Kind}/{Uri.EscapeDataString(user.Id)}";

    [LoggerMessage(
        EventId = 4091, Level = LogLevel.Error,
        Message = "The half-made user {Id} could not be deleted and has to be deleted in Entra ID: {Reason}")]
    private partial void LogLeft(string id, string reason);
}
