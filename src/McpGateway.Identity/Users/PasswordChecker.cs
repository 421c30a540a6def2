using Microsoft.AspNetCore.Identity;

namespace McpGateway.Identity.Users;

/// <summary>
/// Hashes and checks passwords with the framework's hasher. A check costs the same whether or not the account exists, and only a few
/// run at a time, so that sign-in attempts can neither probe for names nor take all processors.
/// </summary>
internal sealed class PasswordChecker : IDisposable
{
    /// <summary>Longer passwords are wrong: hashing megabytes for a stranger is no service.</summary>
    public const int MaxLength = 512;

    private const int Concurrency = 2;

    // A hash of a random password that nobody knows, in the format and with the cost of the real ones.
    private const string NobodysHash = "AQAAAAIAAYagAAAAEOz0ZlWd+FxCUix8Gb2FFmxgcPWtG0LaygAlirrnetI5HAsnTiE2JjNUYNtUdmuXmA==";

    private readonly PasswordHasher<UserRecord> _hasher = new();
    private readonly SemaphoreSlim _slots = new(Concurrency, Concurrency);

    public string Hash(UserRecord user, string password) => _hasher.HashPassword(user, password);

    /// <param name="user">Null when no such account exists; the check then fails after the usual time.</param>
    public async Task<bool> CheckAsync(UserRecord? user, string password, CancellationToken cancellationToken)
    {
        if (password.Length > MaxLength)
        {
            return false;
        }

        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Check(user, password), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private bool Check(UserRecord? user, string password)
    {
        var verdict = _hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? NobodysHash, password);
        return verdict != PasswordVerificationResult.Failed && user?.PasswordHash is not null;
    }
}
