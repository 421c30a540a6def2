using McpGateway.Foundation;

namespace McpGateway.Identity.Accounts;

/// <summary>
/// Port: the accounts that administrators manage, here or at the identity provider. Refusals that the caller can mend are
/// <see cref="ErrorKind.Invalid"/>; a provider that is away or refuses is <see cref="ErrorKind.BadGateway"/>.
/// </summary>
public interface IAccountDirectory
{
    /// <summary>People and service accounts.</summary>
    /// <param name="search">Part of a name or address; null for all.</param>
    Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken);

    Task<Result<AccountSummary>> CreateAsync(NewAccount account, CancellationToken cancellationToken);

    Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(NewServiceAccount account, CancellationToken cancellationToken);

    Task<Result<AccountSummary>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken);

    /// <summary>Deletes a person or a service account. Its sessions and tokens end.</summary>
    /// <returns>False when there is no such account.</returns>
    Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>An account as lists show it.</summary>
public sealed record AccountSummary(
    string Id, string UserName, string? Email, string? FirstName, string? LastName, bool IsEnabled, IReadOnlyList<string> Groups)
{
    /// <summary>The administrator that ADMIN_USER names: groups and password come from there.</summary>
    public bool IsKeptByConfiguration { get; init; }

    /// <summary>An account of a program: it has a secret, and no password.</summary>
    public bool IsService { get; init; }

    /// <summary>Set once, when the account was created without a password: the holder has to replace it.</summary>
    public string? TemporaryPassword { get; init; }

    /// <summary>How lists show a service account, as existing clients know it.</summary>
    public static AccountSummary OfService(string id, string clientId, bool isEnabled, IReadOnlyList<string> groups) =>
        new(id, clientId, $"{clientId}@service-account.local", "M2M", "Service Account", isEnabled, groups) { IsService = true };

    /// <summary>Whether a search finds it.</summary>
    public bool Matches(string? search) => string.IsNullOrEmpty(search)
        || Contains(UserName, search) || Contains(Email, search) || Contains(FirstName, search) || Contains(LastName, search);

    /// <summary>The name only.</summary>
    public override string ToString() => UserName;

    private static bool Contains(string? text, string search) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) ?? false;
}

/// <summary>A person to be added.</summary>
public sealed record NewAccount(
    string UserName, string Email, string FirstName, string LastName, IReadOnlyList<string> Groups, string? Password)
{
    /// <summary>The name only.</summary>
    public override string ToString() => UserName;
}

/// <summary>A service account to be added. Its name becomes its client id.</summary>
public sealed record NewServiceAccount(string Name, IReadOnlyList<string> Groups, string Description);

/// <summary>A service account with its secret, which is shown once.</summary>
public sealed record ServiceAccountSecret(
    string ClientId, string ClientUuid, string ServiceAccountUserId, string ClientSecret, IReadOnlyList<string> Groups)
{
    /// <summary>The account is a service principal of Entra ID, which existing clients know by another member.</summary>
    public bool IsServicePrincipal { get; init; }

    /// <summary>The client id only.</summary>
    public override string ToString() => ClientId;
}

/// <summary>What to change; null leaves a thing as it is.</summary>
public sealed record AccountChange(bool? IsEnabled, IReadOnlyList<string>? Groups, string? Password, bool? MustChangePassword)
{
    /// <summary>No member: one of them is a password.</summary>
    public override string ToString() => nameof(AccountChange);
}
