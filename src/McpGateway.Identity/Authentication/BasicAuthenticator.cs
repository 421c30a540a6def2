using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Http;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication;

/// <summary>HTTP Basic for <c>/api/internal/*</c>: the local administrator and nobody else (registry contract §8.1).</summary>
internal sealed class BasicAuthenticator(
    IUserDirectory users, PasswordChecker passwords, SignInThrottle throttle, CallerFactory callers, IOptions<AuthOptions> options,
    TimeProvider time)
{
    // Existing clients send exactly this, and the reference takes nothing else.
    private const string Scheme = "Basic ";

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    // Lets a right password be recognised for a while without hashing it slowly again. The key never leaves the process.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private Success? _last;

    public async Task<BasicOutcome> AuthenticateAsync(HttpContext context)
    {
        var texts = BasicAuthenticationMessages.For(context.Request.Path);
        if (context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return Refuse(texts.Missing);
        }

        if (Decode(header.AsSpan(Scheme.Length).Trim(' ')) is not var (userName, password))
        {
            return Refuse(texts.Undecodable);
        }

        var address = ClientAddress.Of(context);
        var (isRight, wait) = await CheckAsync(userName, password, address, context.RequestAborted);
        if (wait > TimeSpan.Zero)
        {
            return new(null, null, wait);
        }

        if (!isRight || users.Current.Find(userName) is not { } user)
        {
            return Refuse(texts.Wrong);
        }

        var now = time.GetUtcNow();
        var identity = new CredentialIdentity
        {
            Subject = user.SubjectOf(),
            UserName = userName,
            Groups = [],
            AuthMethod = "traditional",
            Provider = CredentialIdentity.LocalProvider,
            IssuedAt = now,
            ExpiresAt = now + Remembered,
        };
        return callers.Resolve(identity, context.RequestAborted) is { } resolved
            ? new(resolved.Caller, null, default)
            : Refuse(texts.Wrong);
    }

    private async Task<(
        bool IsRight, TimeSpan Wait)> CheckAsync(string userName, string password, string address, CancellationToken cancellationToken)
    {
        var snapshot = users.Current;
        var digest = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{userName}:{password}"));
        if (Volatile.Read(ref _last) is { } last
            && ReferenceEquals(last.Users, snapshot)
            && last.Until > time.GetUtcNow()
            && CryptographicOperations.FixedTimeEquals(last.Digest, digest))
        {
            return (true, TimeSpan.Zero);
        }

        var wait = throttle.Begin(userName, address);
        if (wait > TimeSpan.Zero)
        {
            return (false, wait);
        }

        var account = userName == options.Value.AdminUser ? snapshot.Find(userName) : null;
        if (!await passwords.CheckAsync(account, password, cancellationToken))
        {
            return (false, TimeSpan.Zero);
        }

        throttle.Succeed(userName, address);
        Volatile.Write(ref _last, new(digest, snapshot, time.GetUtcNow() + Remembered));
        return (true, TimeSpan.Zero);
    }

    private static (string UserName, string Password)? Decode(ReadOnlySpan<char> credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64Chars(credentials, bytes, out var written))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, written);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    private static BasicOutcome Refuse(string detail) => new(null, detail, default);

    private sealed record Success(byte[] Digest, UserSnapshot Users, DateTimeOffset Until);
}

/// <summary>The administrator, or why not.</summary>
/// <param name="Refusal">What to tell the caller; null on success, and when it has to wait.</param>
/// <param name="Wait">After too many failures: until when nothing is tried.</param>
internal readonly record struct BasicOutcome(Caller? Caller, string? Refusal, TimeSpan Wait);
