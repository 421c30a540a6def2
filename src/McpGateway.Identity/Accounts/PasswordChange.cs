using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>
/// Lets the holder of a local account replace the password. The old one is asked for and guesses are slowed as at sign-in; sessions and
/// tokens made before are void afterwards.
/// </summary>
internal sealed partial class PasswordChange(
    DocumentStore documents, LocalSignIn signIn, PasswordChecker passwords, TimeProvider time, ILogger<PasswordChange> logger)
{
    private const string WrongPassword = "Invalid username or password";
    private const string SamePassword = "The new password must differ from the old one.";
    private const string Conflict = "The account was changed at the same time. Try again.";

    /// <summary>What is said to be wrong.</summary>
    public static IReadOnlyList<string> Problems { get; } = [
        WrongPassword, SamePassword, Conflict, AccountValidator.ProblemOfPassword("")!];

    public async Task<PasswordChangeOutcome> ChangeAsync(
        string userName, string password, string newPassword, string address, CancellationToken cancellationToken)
    {
        var signedIn = await signIn.SignInAsync(userName, password, address, cancellationToken);
        if (signedIn.User is null)
        {
            return new(null, signedIn.RetryAfter, signedIn.RetryAfter > TimeSpan.Zero ? null : WrongPassword);
        }

        if (AccountValidator.ProblemOfPassword(newPassword) is { } problem)
        {
            return new(null, TimeSpan.Zero, problem);
        }

        if (newPassword == password)
        {
            return new(null, TimeSpan.Zero, SamePassword);
        }

        if (await documents.FindAsync(LocalUserDirectory.Kind, userName, cancellationToken) is not { } document)
        {
            return new(null, TimeSpan.Zero, WrongPassword);
        }

        var now = time.GetUtcNow();
        var changed = document.Value with
        {
            PasswordHash = passwords.Hash(document.Value, newPassword),
            MustChangePassword = false,
            CredentialsNotBefore = now,
            UpdatedAt = now,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, document.Key, changed, document.Version).AsRevocation(), cancellationToken);
        if (!committed.IsSuccess)
        {
            return new(null, TimeSpan.Zero, Conflict);
        }

        LogChanged(changed.UserName);
        return new(changed, TimeSpan.Zero, null);
    }

    [LoggerMessage(
        EventId = 4072, Level = LogLevel.Information, Message = "{User} changed the password; earlier sessions and tokens are void.")]
    private partial void LogChanged(string user);
}

/// <summary>The account when its password was changed; otherwise how long to wait, or what is wrong.</summary>
internal readonly record struct PasswordChangeOutcome(UserRecord? User, TimeSpan RetryAfter, string? Problem);
