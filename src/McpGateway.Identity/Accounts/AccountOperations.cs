using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Identity.Accounts;

/// <summary>
/// Accounts and groups as administrators manage them. Whoever may do this can become anybody, so every operation is the administrators',
/// listing included.
/// </summary>
public sealed partial class AccountOperations(
    IAccountDirectory accounts, IEnumerable<IProviderGroupDirectory> directories, GroupOperations scopes, ILogger<AccountOperations> logger)
{
    /// <summary>No list of accounts is longer.</summary>
    public const int MaxListed = 10_000;

    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Administrator permissions are required for this operation");
    private static readonly Error NoGroups = new(ErrorKind.Invalid, "At least one group must be provided");

    private readonly IProviderGroupDirectory? _groups = directories.FirstOrDefault();

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(
        Caller caller, string? search, int limit, CancellationToken cancellationToken) =>
        caller.Permissions.IsAdmin
            ? await accounts.ListAsync(search, Math.Clamp(limit, 1, MaxListed), cancellationToken)
            : AdminsOnly;

    public async Task<Result<AccountSummary>> CreateAsync(Caller caller, NewAccount account, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var groups = Clean(account.Groups);
        if (groups.Length == 0)
        {
            return NoGroups;
        }

        var created = await accounts.CreateAsync(account with { Groups = groups }, cancellationToken);
        LogIf(created.IsSuccess, "created", account.UserName, caller);
        return created;
    }

    public async Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(
        Caller caller, NewServiceAccount account, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var groups = Clean(account.Groups);
        if (groups.Length == 0)
        {
            return NoGroups;
        }

        var created = await accounts.CreateServiceAccountAsync(account with { Groups = groups }, cancellationToken);
        LogIf(created.IsSuccess, "created", account.Name, caller);
        return created;
    }

    public async Task<Result<AccountSummary>> UpdateAsync(
        Caller caller, string name, AccountChange change, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (change.Groups is { } wanted)
        {
            change = change with { Groups = Clean(wanted) };
        }

        var updated = await accounts.UpdateAsync(name, change, cancellationToken);
        LogIf(updated.IsSuccess, "changed", name, caller);
        return updated;
    }

    public async Task<Result<bool>> DeleteAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var deleted = await accounts.DeleteAsync(name, cancellationToken);
        if (!deleted.IsSuccess)
        {
            return deleted;
        }

        LogIf(deleted.Value, "deleted", name, caller);
        return deleted.Value ? true : new Error(ErrorKind.Invalid, $"User or M2M account '{LogText.Clean(name)}' not found");
    }

    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ListGroupsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var listed = await Directory.ListAsync(cancellationToken);
        return listed.IsSuccess ? listed : new Error(ErrorKind.BadGateway, "Unable to list IAM groups");
    }

    public async Task<Result<DirectoryGroup>> CreateGroupAsync(
        Caller caller, string name, string description, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (ScopeNames.ProblemOf(name) is { } problem)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        var created = await Directory.CreateAsync(name, description, cancellationToken);
        if (!created.IsSuccess)
        {
            return created;
        }

        var scope = await scopes.CreateForAsync(caller, created.Value, description, cancellationToken);
        if (!scope.IsSuccess)
        {
            LogScopeNotWritten(name, scope.Error.Detail);
        }

        LogIf(true, "created", name, caller);
        return created;
    }

    public async Task<Result<bool>> DeleteGroupAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (ScopeNames.IsSystem(name) || name == ScopeNames.Administrators)
        {
            return new Error(ErrorKind.Forbidden, $"Cannot delete system group '{name}'.");
        }

        if (await scopes.FindRefusalAsync(name, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var deleted = await Directory.DeleteAsync(name, cancellationToken);
        if (!deleted.IsSuccess)
        {
            return deleted;
        }

        if (!deleted.Value)
        {
            return new Error(ErrorKind.NotFound, $"Group '{LogText.Clean(name)}' not found");
        }

        var scope = await scopes.DeleteAsync(caller, name, deleteFromDirectory: false, force: false, cancellationToken);
        if (!scope.IsSuccess && scope.Error.Kind != ErrorKind.NotFound)
        {
            LogScopeNotWritten(name, scope.Error.Detail);
        }

        LogIf(true, "deleted", name, caller);
        return true;
    }

    private IProviderGroupDirectory Directory => _groups ?? throw new InvalidOperationException("No group directory is registered.");

    private static string[] Clean(IReadOnlyList<string> groups) =>
        [.. groups.Select(group => group.Trim()).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal)];

    private void LogIf(bool happened, string what, string name, Caller caller)
    {
        if (happened)
        {
            var clean = LogText.Clean(name);
            LogManaged(what, clean, caller.Subject);
        }
    }

    [LoggerMessage(EventId = 4070, Level = LogLevel.Information, Message = "Account or group {Name} was {What} by {Subject}.")]
    private partial void LogManaged(string what, string name, string subject);

    [LoggerMessage(EventId = 4071, Level = LogLevel.Warning, Message = "The scope of group {Group} was not brought in step: {Reason}")]
    private partial void LogScopeNotWritten(string group, string reason);
}
