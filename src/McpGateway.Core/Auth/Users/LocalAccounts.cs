using McpGateway.Core.Foundation;
using McpGateway.Core.Foundation.Documents;

namespace McpGateway.Core.Auth.Users;

/// <summary>What administrators may do with local accounts. The account of ADMIN_USER is kept by the configuration and is not changed here.</summary>
public sealed partial class LocalAccounts
{
    private const int MinPassword = 12;
    private const int MaxName = 64;

    private static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can manage accounts.");

    private readonly DocumentLedger _ledger;
    private readonly PasswordChecker _passwords;
    private readonly TimeProvider _time;
    private readonly ILogger<LocalAccounts> _logger;

    internal LocalAccounts(DocumentLedger ledger, PasswordChecker passwords, TimeProvider time, ILogger<LocalAccounts> logger) =>
        (_ledger, _passwords, _time, _logger) = (ledger, passwords, time, logger);

    public async Task<Result<IReadOnlyList<LocalAccount>>> ListAsync(Caller caller, CancellationToken cancellationToken) => caller.Permissions.IsAdmin
        ? (await _ledger.ListAsync(LocalUserDirectory.Kind, cancellationToken)).Select(static document => Of(document.Value)).ToArray()
        : AdminsOnly;

    public async Task<Result<LocalAccount>> CreateAsync(
        Caller caller, string name, string password, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (NameProblem(name) is { } wrongName)
        {
            return new Error(ErrorKind.Invalid, wrongName);
        }

        if (PasswordProblem(password) is { } wrongPassword)
        {
            return new Error(ErrorKind.Invalid, wrongPassword);
        }

        var now = _time.GetUtcNow();
        var user = new UserRecord { UserName = name, Groups = Clean(groups), CreatedAt = now, UpdatedAt = now };
        user = user with { PasswordHash = _passwords.Hash(user, password) };
        var committed = await _ledger.CommitAsync(new DocumentBatch().Put(LocalUserDirectory.Kind, name, user, DocumentBatch.Absent), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error.Kind == ErrorKind.Conflict ? new Error(ErrorKind.Conflict, $"There is an account named '{name}' already") : committed.Error;
        }

        LogCreated(name, caller.UserName);
        return Of(user);
    }

    /// <summary>Groups and state. Both are in force at the account's next request.</summary>
    public Task<Result<LocalAccount>> ChangeAsync(
        Caller caller, string name, IReadOnlyList<string> groups, bool isEnabled, CancellationToken cancellationToken) =>
        EditAsync(caller, name, user => user with { Groups = Clean(groups), IsEnabled = isEnabled }, cancellationToken);

    /// <summary>A new password. Sessions and tokens of the account end.</summary>
    public async Task<Result<LocalAccount>> SetPasswordAsync(Caller caller, string name, string password, CancellationToken cancellationToken) =>
        PasswordProblem(password) is { } problem
            ? new Error(ErrorKind.Invalid, problem)
            : await EditAsync(
                caller,
                name,
                user => user with { PasswordHash = _passwords.Hash(user, password), CredentialsNotBefore = _time.GetUtcNow() },
                cancellationToken);

    private static string? NameProblem(string name) =>
        name.Length is 0 or > MaxName || name.Any(static letter => letter is <= ' ' or > '~' or ':' or '/' or '\\' or ',')
            ? $"A user name has 1 to {MaxName} ASCII letters, digits and signs, without spaces, colons, slashes and commas"
            : null;

    private static string? PasswordProblem(string password) => password.Length is < MinPassword or > PasswordChecker.MaxLength
        ? $"A password has {MinPassword} to {PasswordChecker.MaxLength} characters"
        : null;

    private static string[] Clean(IEnumerable<string> groups) =>
        [.. groups.Select(static group => group.Trim()).Where(static group => group.Length > 0).Distinct(StringComparer.Ordinal)];

    private static LocalAccount Of(UserRecord user) =>
        new(user.UserName, user.DisplayName, user.Groups, user.IsEnabled, user.IsSeededAdministrator, user.CreatedAt);

    private async Task<Result<LocalAccount>> EditAsync(
        Caller caller, string name, Func<UserRecord, UserRecord> change, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (await _ledger.FindAsync(LocalUserDirectory.Kind, name, cancellationToken) is not { } current)
        {
            return new Error(ErrorKind.NotFound, $"There is no account named '{name}'");
        }

        if (current.Value.IsSeededAdministrator)
        {
            return new Error(ErrorKind.Forbidden, "This account is kept by ADMIN_USER and ADMIN_PASSWORD: change it there");
        }

        var next = change(current.Value) with { UpdatedAt = _time.GetUtcNow() };
        var committed = await _ledger.CommitAsync(new DocumentBatch().Put(LocalUserDirectory.Kind, name, next, current.Version), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error.Kind == ErrorKind.Conflict ? new Error(ErrorKind.Conflict, "The account was changed meanwhile: load it again") : committed.Error;
        }

        LogChanged(name, caller.UserName);
        return Of(next);
    }

    [LoggerMessage(EventId = 4013, Level = LogLevel.Information, Message = "Account {Account} was created by {User}.")]
    private partial void LogCreated(string account, string user);

    [LoggerMessage(EventId = 4014, Level = LogLevel.Information, Message = "Account {Account} was changed by {User}.")]
    private partial void LogChanged(string account, string user);
}

/// <summary>A local account, without anything secret.</summary>
public sealed record LocalAccount(
    string Name, string? DisplayName, IReadOnlyList<string> Groups, bool IsEnabled, bool IsKeptByConfiguration, DateTimeOffset CreatedAt);
