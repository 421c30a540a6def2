using System.Security.Cryptography;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Administrators;

/// <summary>Keeps the local administrator in step with ADMIN_USER and ADMIN_PASSWORD at every start.</summary>
internal sealed partial class AdministratorSeed(
    DocumentStore documents, PasswordChecker passwords, AdministratorRepair repair, AdministratorNotice notice,
    IOptions<AuthOptions> options, TimeProvider time,
    ILogger<AdministratorSeed> logger)
{
    public const string Group = ScopeNames.Administrators;

    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int GeneratedLength = 24;

    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var name = options.Value.AdminUser;
        var existing = await documents.FindAsync(LocalUserDirectory.Kind, name, cancellationToken);
        if (existing is null)
        {
            await RefuseLookAlikeAsync(name, cancellationToken);
        }

        var isLockedOut = await repair.IsLockedOutAsync(cancellationToken);
        notice.Set(name, generatedPassword: null);
        notice.TellChosen(options.Value.AdminPassword is not null);
        if (existing is null)
        {
            await CreateAsync(name, cancellationToken);
        }
        else if (options.Value.AdminPassword is { } wanted)
        {
            await UpdateAsync(existing, wanted, isLockedOut, cancellationToken);
        }

        await repair.RepairAsync(isLockedOut, cancellationToken);

        // Last: as long as the former one is the only administrator it stays.
        await DisableFormerAsync(name, cancellationToken);
    }

    private async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        var generated = options.Value.AdminPassword is null ? RandomNumberGenerator.GetString(Alphabet, GeneratedLength) : null;
        var now = time.GetUtcNow();
        var user = new UserRecord
        {
            UserName = name,
            SubjectId = Guid.NewGuid().ToString(),
            Groups = [Group],
            IsSeededAdministrator = true,
            CreatedAt = now,
            UpdatedAt = now,
        };
        user = user with { PasswordHash = passwords.Hash(user, options.Value.AdminPassword ?? generated!) };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, name, user, DocumentBatch.Absent), cancellationToken);

        // On a conflict another replica was first, and its password is the one that counts.
        if (committed.IsSuccess)
        {
            notice.Set(name, generated);
            LogCreated(name);
        }
    }

    /// <param name="existing">The account.</param>
    /// <param name="password">The one that is configured.</param>
    /// <param name="restores">Whether it is made administrator again. Where somebody else can administer, it stays as it was made.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    private async Task UpdateAsync(
        Document<UserRecord> existing, string password, bool restores, CancellationToken cancellationToken)
    {
        var user = existing.Value;
        var isSame = await passwords.CheckAsync(user, password, cancellationToken);
        var isAdministrator = user.IsEnabled && user.Groups.Contains(Group);
        if (isSame && user.IsSeededAdministrator && (isAdministrator || !restores))
        {
            return;
        }

        var now = time.GetUtcNow();
        var updated = user with
        {
            PasswordHash = isSame ? user.PasswordHash : passwords.Hash(user, password),
            CredentialsNotBefore = isSame ? user.CredentialsNotBefore : now,
            IsEnabled = restores || user.IsEnabled,
            IsSeededAdministrator = true,
            Groups = !restores || user.Groups.Contains(Group) ? user.Groups : [.. user.Groups, Group],
            UpdatedAt = now,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, existing.Key, updated, existing.Version), cancellationToken);
        if (committed.IsSuccess)
        {
            LogUpdated(user.UserName);
        }
    }

    /// <summary>
    /// A second account whose name differs by upper and lower case alone is taken for the first one by people and by other systems.
    /// </summary>
    private async Task RefuseLookAlikeAsync(string name, CancellationToken cancellationToken)
    {
        var users = await documents.ListAsync(LocalUserDirectory.Kind, cancellationToken);
        if (users.FirstOrDefault(user => user.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Key: var taken })
        {
            throw new OptionsValidationException(
                AuthOptions.Section,
                typeof(AuthOptions),
                [$"ADMIN_USER (Auth:AdminUser) is '{name}', and there is an account '{taken}', which differs only by upper and lower case. "
                    + $"Use '{taken}' or another name."]);
        }
    }

    /// <summary>Renaming the administrator must not leave the old name with its old password as a second one.</summary>
    private async Task DisableFormerAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var former in await documents.ListAsync(LocalUserDirectory.Kind, cancellationToken))
        {
            if (former.Value is { IsSeededAdministrator: true, IsEnabled: true } && former.Key != name)
            {
                var disabled = former.Value with { IsEnabled = false, UpdatedAt = time.GetUtcNow() };
                var committed = await documents.CommitAsync(
                    new DocumentBatch().Put(LocalUserDirectory.Kind, former.Key, disabled, former.Version), cancellationToken);
                if (committed.IsSuccess)
                {
                    LogFormerDisabled(former.Key);
                }
                else if (ReferenceEquals(committed.Error, AdministratorGuard.Refusal))
                {
                    LogFormerKept(former.Key);
                }
            }
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Created the administrator {User}.")]
    private partial void LogCreated(string user);

    [LoggerMessage(
        EventId = 4002, Level = LogLevel.Warning,
        Message = "Updated the administrator {User} from ADMIN_PASSWORD; earlier sessions and tokens are void if the password changed.")]
    private partial void LogUpdated(string user);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "Disabled {User}, the administrator under a former ADMIN_USER.")]
    private partial void LogFormerDisabled(string user);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Warning,
        Message = "Kept {User}, the administrator under a former ADMIN_USER: the present one cannot administer. "
            + "Set ADMIN_PASSWORD and start again.")]
    private partial void LogFormerKept(string user);
}
