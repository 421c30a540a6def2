using BenchmarkDotNet.Attributes;
using McpGateway.Access.Decisions;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using McpGateway.Identity.Users;
using McpGateway.Proxy;
using McpGateway.Tests.Foundation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Benchmarks.Auth;

/// <summary>What authentication adds to a request: the cached check of the hot path, and the full verification behind it.</summary>
[MemoryDiagnoser]
public class BearerTokenBenchmarks
{
    private readonly DefaultHttpContext _context = new();
    private ProxyAuthenticator _authenticator = null!;
    private SigningKeyRing _keys = null!;
    private string _token = "";
    private TokenValidationRules _rules = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var time = TimeProvider.System;
        var options = Options.Create(new AuthOptions());
        var documents = new DocumentStore(new MemoryDocumentStorage(), () => [_keys], NullLogger<DocumentStore>.Instance);
        _keys = new SigningKeyRing(documents, time, NullLogger<SigningKeyRing>.Instance);
        await documents.StartAsync(CancellationToken.None);
        await _keys.EnsureAsync(CancellationToken.None);
        var callers = new CallerFactory(
            new AccessSnapshotHolder(), new NoUsers(), new ManagedClients(
                documents, Options.Create(new ManagedClientOptions()), time, NullLogger<ManagedClients>.Instance));
        var revoked = new RevokedTokens(time);
        var bearers = new BearerCredentials(
            [new OwnTokenValidator(new OwnTokenChecks(_keys, revoked, options, time), options)], callers, revoked, time);
        var origin = new PublicOrigin(new ConfigurationBuilder().Build());
        var protector = new SecretProtector(MasterKey.FromText("a key for benchmarks only"));
        var sessions = new SessionStore(documents, callers, protector, options, time);
        var cookie = new SessionCookie(options);
        var requests = new RequestAuthenticator(bearers, sessions, cookie, origin, NullLogger<RequestAuthenticator>.Instance);
        var credentials = new IngressCredentials(
            bearers, _keys, [new RefreshTokens(protector)], sessions, cookie, options, Options.Create(new ManagedClientOptions()), []);
        _authenticator = new ProxyAuthenticator(requests, credentials, origin, Options.Create(new ProxyOptions()));
        _token = new TokenIssuer(_keys, options, time).Issue(new()
        {
            Subject = "okta:00u1",
            UserName = "bob@example.org",
            Groups = ["staff", "engineering"],
            Scopes = ["mcp-servers-unrestricted/read"],
            ExpiresAt = time.GetUtcNow() + TimeSpan.FromHours(8),
            AuthMethod = "oauth2",
            Provider = "okta",
            ClientId = "user-generated",
        }).Text;
        _rules = new() { Issuer = options.Value.Issuer, Audiences = [options.Value.Audience], Leeway = TimeSpan.Zero };
        _context.Request.Headers.Authorization = "Bearer " + _token;
        await _authenticator.AuthenticateAsync(_context);
    }

    [Benchmark]
    public async ValueTask<bool> CachedToken() => (await _authenticator.AuthenticateAsync(_context)).Caller is not null;

    [Benchmark]
    public bool FullVerification()
    {
        JwsToken.Parse(_token, out var token);
        var claims = TokenClaims.Parse(token!.Payload)!;
        return TokenVerifier.Verify(
            token, claims, _keys.Current.VerificationKeys, _rules, TimeProvider.System.GetUtcNow()) == TokenRefusal.None;
    }

    private sealed class NoUsers : IUserDirectory
    {
        public UserSnapshot Current => UserSnapshot.Empty;
    }
}
