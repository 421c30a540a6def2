using System.Security.Cryptography;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>The accounts of this product itself.</summary>
internal sealed class LocalAccounts(
    DocumentStore documents, IUserDirectory users, ManagedClients clients, LocalGroups groups, PasswordChecker passwords,
    SubjectRevocation revocation, TimeProvider time)
    : IAccountDirectory
{
    // Without the letters and digits that people confuse when they copy by hand.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int TemporaryLength = 20;

    public Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        AccountSummary[] found =
        [
            .. users.Current.Users.Select(Summarise)
                .Concat(clients.Current.Services.Select(Summarise))
                .Where(account => account.Matches(search))
                .OrderBy(account => account.UserName, StringComparer.Ordinal)
                .Take(limit),
        ];
        return Task.FromResult<Result<IReadOnlyList<AccountSummary>>>(found);
    }

    public async Task<Result<AccountSummary>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        var problem = AccountValidator.ProblemOfName(account.UserName)
            ?? (account.Password is { } wish ? AccountValidator.ProblemOfPassword(wish) : null);
        if (problem is not null)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        if (FindLike(account.UserName) is { } taken)
        {
            return Exists(account.UserName, taken);
        }

        if (await groups.FindUnknownAsync(account.Groups, cancellationToken) is { } unknown)
        {
            return UnknownGroup(unknown);
        }

        var temporary = account.Password is null ? RandomNumberGenerator.GetString(Alphabet, TemporaryLength) : null;
        var now = time.GetUtcNow();
        var id = Guid.NewGuid().ToString();
        var user = new UserRecord
        {
            UserName = account.UserName,
            Id = id,
            SubjectId = id,
            Email = account.Email,
            FirstName = account.FirstName,
            LastName = account.LastName,
            DisplayName = $"{account.FirstName} {account.LastName}".Trim(),
            Groups = account.Groups,
            MustChangePassword = temporary is not null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        user = user with { PasswordHash = passwords.Hash(user, account.Password ?? temporary!) };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, user.UserName, user, DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess ? Summarise(user) with { TemporaryPassword = temporary } : Translate(committed.Error, account.UserName);
    }

    public async Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(
        NewServiceAccount account, CancellationToken cancellationToken)
    {
        if (AccountValidator.ProblemOfName(account.Name) is { } problem)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        if (FindLike(account.Name) is { } taken)
        {
            return Exists(account.Name, taken);
        }

        if (await groups.FindUnknownAsync(account.Groups, cancellationToken) is { } unknown)
        {
            return UnknownGroup(unknown);
        }

        var secret = Secrets.NewClientSecret();
        var client = new OAuthClientRecord
        {
            Id = account.Name,
            Name = account.Name,
            Description = account.Description,
            Source = ClientSource.Service,
            GrantTypes = [GrantTypes.ClientCredentials],
            AuthMethod = ClientAuthMethods.Basic,
            SecretHash = Secrets.Hash(secret),
            Groups = account.Groups,
            SubjectId = Guid.NewGuid().ToString(),
            CreatedAt = time.GetUtcNow(),
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(ManagedClients.Kind, client.Id, client, DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess
            ? new ServiceAccountSecret(client.Id, client.Id, client.Id, secret, client.Groups)
            : Translate(committed.Error, account.Name);
    }

    public async Task<Result<AccountSummary>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        if (change.Password is { } password && AccountValidator.ProblemOfPassword(password) is { } problem)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        if (change.Groups is { } wanted && await groups.FindUnknownAsync(wanted, cancellationToken) is { } unknown)
        {
            return UnknownGroup(unknown);
        }

        if (await FindAsync(LocalUserDirectory.Kind, name, cancellationToken) is { } person)
        {
            return await UpdatePersonAsync(person, change, cancellationToken);
        }

        return await FindServiceAsync(name, cancellationToken) is { } service
            ? await UpdateServiceAsync(service, change, cancellationToken)
            : new Error(ErrorKind.Invalid, $"User or M2M account '{name}' not found");
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        if (await FindAsync(LocalUserDirectory.Kind, name, cancellationToken) is { } person)
        {
            if (person.Value.IsSeededAdministrator)
            {
                return new Error(ErrorKind.Invalid, $"'{name}' is the administrator that ADMIN_USER names and cannot be deleted.");
            }

            batch.Delete(LocalUserDirectory.Kind, name, person.Version);
            revocation.Add(batch, person.Value.SubjectOf());
        }
        else if (await FindServiceAsync(name, cancellationToken) is { } service)
        {
            batch.Delete(ManagedClients.Kind, name, service.Version);
            revocation.Add(batch, service.Value.SubjectOf());
        }
        else
        {
            return false;
        }

        var committed = await documents.CommitAsync(batch, cancellationToken);
        return committed.IsSuccess ? true : committed.Error;
    }

    private async Task<Result<AccountSummary>> UpdatePersonAsync(
        Document<UserRecord> person, AccountChange change, CancellationToken cancellationToken)
    {
        var user = person.Value;
        if (user.IsSeededAdministrator && change.IsEnabled is false)
        {
            return new Error(ErrorKind.Invalid, $"'{user.UserName}' is the administrator that ADMIN_USER names and cannot be disabled.");
        }

        var now = time.GetUtcNow();
        var updated = user with
        {
            IsEnabled = change.IsEnabled ?? user.IsEnabled,
            Groups = change.Groups ?? user.Groups,
            PasswordHash = change.Password is { } password ? passwords.Hash(user, password) : user.PasswordHash,
            CredentialsNotBefore = change.Password is null ? user.CredentialsNotBefore : now,
            MustChangePassword = change.MustChangePassword ?? (user.MustChangePassword && change.Password is null),
            UpdatedAt = now,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch()
                .Put(LocalUserDirectory.Kind, person.Key, updated, person.Version)
                .AsRevocation(change.Password is not null || TakesAway(change, user.Groups)), cancellationToken);
        return committed.IsSuccess ? Summarise(updated) : committed.Error;
    }

    private async Task<Result<AccountSummary>> UpdateServiceAsync(
        Document<OAuthClientRecord> service, AccountChange change, CancellationToken cancellationToken)
    {
        if (change.Password is not null || change.MustChangePassword is not null)
        {
            return new Error(
                ErrorKind.Invalid, $"'{service.Key}' is a service account and has no password. Delete and create it for a new secret.");
        }

        var updated = service.Value with
        {
            IsDisabled = change.IsEnabled is { } isEnabled ? !isEnabled : service.Value.IsDisabled,
            Groups = change.Groups ?? service.Value.Groups,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch()
                .Put(ManagedClients.Kind, service.Key, updated, service.Version)
                .AsRevocation(TakesAway(change, service.Value.Groups)), cancellationToken);
        return committed.IsSuccess ? Summarise(updated) : committed.Error;
    }

    private static bool TakesAway(AccountChange change, IReadOnlyList<string> groups) =>
        change.IsEnabled is false || (change.Groups is { } wanted && groups.Except(wanted, StringComparer.Ordinal).Any());

    private Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string name, CancellationToken cancellationToken)
        where T : class =>
            DocumentKey.IsValid(name) ? documents.FindAsync(kind, name, cancellationToken) : Task.FromResult<Document<T>?>(null);

    // Other clients of the authorization server are no accounts: they are configured or registered themselves.
    private async Task<Document<OAuthClientRecord>?> FindServiceAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(ManagedClients.Kind, name, cancellationToken) is { Value.Source: ClientSource.Service } service ? service : null;

    // Names that people cannot tell apart at a glance must not be two accounts. Names are ASCII, so this covers all spellings.
    private string? FindLike(string name) =>
        users.Current.FindLike(name)?.UserName
        ?? clients.Current.Clients.FirstOrDefault(client => client.Id.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id;

    private static AccountSummary Summarise(UserRecord user) =>
        new(
            user.Id ?? user.UserName, user.UserName, user.Email, user.FirstName ?? user.DisplayName, user.LastName, user.IsEnabled,
            user.Groups)
        {
            IsKeptByConfiguration = user.IsSeededAdministrator,
        };

    private static AccountSummary Summarise(OAuthClientRecord account) =>
        AccountSummary.OfService(account.Id, account.Id, !account.IsDisabled, account.Groups);

    private static Error Translate(Error error, string name) => error.Kind == ErrorKind.Conflict ? Exists(name, name) : error;

    private static Error Exists(string name, string taken) => new(
        ErrorKind.Invalid,
        name == taken
            ? $"User '{name}' already exists"
            : $"User '{taken}' already exists, and '{name}' differs from it only by upper and lower case. Choose another name.");

    private static Error UnknownGroup(string name) => new(ErrorKind.Invalid, $"Group '{name}' not found");
}
