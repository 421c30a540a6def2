using System.Net;
using System.Text;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace McpGateway.Tests.Identity.Authentication;

/// <summary>HTTP Basic of the internal routes: the local administrator and nobody else.</summary>
public sealed class BasicAuthenticatorTests
{
    private const string Password = "a long password: with a colon";

    // Made once: it is meant to take its time.
    private static readonly string Hash = HashOf(Password);

    [Fact]
    public async Task Authenticate_Administrator_IsTheAccountWithItsGroups()
    {
        await using var core = await StartAsync();

        var outcome = await AuthenticateAsync(core, Basic("admin", Password));

        Assert.Equal("admin", outcome.Caller!.UserName);
        Assert.Equal(["staff"], outcome.Caller.Groups);
        Assert.Null(outcome.Refusal);
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("admin", "")]
    [InlineData("ADMIN", Password)]
    [InlineData("eve", Password)]
    [InlineData("nobody", Password)]
    [InlineData("", Password)]
    public async Task Authenticate_AnybodyElse_IsRefusedAlike(string name, string password)
    {
        await using var core = await StartAsync();

        var outcome = await AuthenticateAsync(core, Basic(name, password));

        Assert.Equal((null, "Invalid admin credentials"), (outcome.Caller, outcome.Refusal));
    }

    [Theory]
    [InlineData(null, "Authentication required")]
    [InlineData("Bearer abc", "Authentication required")]
    [InlineData("basic YWRtaW46eA==", "Authentication required")]
    [InlineData("Basic", "Authentication required")]
    [InlineData("Basic %%%", "Invalid authentication format")]
    [InlineData("Basic YWRtaW4=", "Invalid authentication format")]
    [InlineData("Basic ", "Invalid authentication format")]
    public async Task Authenticate_OtherHeader_IsRefusedInTheWordsThatClientsCompare(string? header, string expected)
    {
        await using var core = await AuthCore.StartAsync();

        Assert.Equal(expected, (await AuthenticateAsync(core, header)).Refusal);
    }

    [Theory]
    [InlineData("/api/internal/register", "Authentication required", "Invalid authentication format", "Invalid admin credentials")]
    [InlineData("/api/internal/healthcheck", "Authentication required", "Invalid authentication format", "Invalid credentials")]
    [InlineData("/api/internal/healthcheck/group", "Authentication required", "Invalid authentication format", "Invalid credentials")]
    [InlineData("/api/internal/healthchecks", "Authentication required", "Invalid authentication format", "Invalid admin credentials")]
    [InlineData("/api/internal/create-GROUP", "Missing or invalid authorization header", "Invalid authorization header format",
        "Invalid admin credentials")]
    public void Messages_Path_AsListed(string path, string missing, string undecodable, string wrong) =>
        Assert.Equal(new(missing, undecodable, wrong), BasicAuthenticationMessages.For(path));

    [Fact]
    public async Task Authenticate_TwoHeaders_IsRefused()
    {
        await using var core = await AuthCore.StartAsync();
        var context = Context(null);
        context.Request.Headers.Authorization = new([Basic("admin", Password), Basic("admin", Password)]);

        Assert.Equal("Authentication required", (await core.Get<BasicAuthenticator>().AuthenticateAsync(context)).Refusal);
    }

    [Fact]
    public async Task Authenticate_TooManyFailures_MakesEvenTheRightPasswordWait()
    {
        await using var core = await StartAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal(TimeSpan.Zero, (await AuthenticateAsync(core, Basic("admin", "wrong"))).Wait);
        }

        var outcome = await AuthenticateAsync(core, Basic("admin", Password));

        Assert.Equal((null, null), (outcome.Caller, outcome.Refusal));
        Assert.True(outcome.Wait > TimeSpan.Zero);
        core.Clock.Advance(outcome.Wait);
        Assert.NotNull((await AuthenticateAsync(core, Basic("admin", Password))).Caller);
    }

    /// <summary>A password that was right is remembered for a while, but never past a change of the account.</summary>
    [Fact]
    public async Task Authenticate_RememberedPassword_EndsWithAnyChangeOfTheAccount()
    {
        await using var core = await StartAsync();
        Assert.NotNull((await AuthenticateAsync(core, Basic("admin", Password))).Caller);

        await PutAsync(core, "admin", HashOf("another password"));
        Assert.Null((await AuthenticateAsync(core, Basic("admin", Password))).Caller);

        Assert.NotNull((await AuthenticateAsync(core, Basic("admin", "another password"))).Caller);
        await core.PutUserAsync("admin", user => user with { IsEnabled = false });
        Assert.Equal("Invalid admin credentials", (await AuthenticateAsync(core, Basic("admin", "another password"))).Refusal);
    }

    private static async Task<AuthCore> StartAsync()
    {
        var core = await AuthCore.StartAsync();
        await PutAsync(core, "admin", Hash);
        await PutAsync(core, "eve", Hash);
        return core;
    }

    private static Task PutAsync(AuthCore core, string name, string hash) =>
        core.PutUserAsync(name, user => user with { PasswordHash = hash });

    private static string HashOf(string password) => new PasswordHasher<UserRecord>().HashPassword(null!, password);

    private static Task<BasicOutcome> AuthenticateAsync(AuthCore core, string? header) =>
        core.Get<BasicAuthenticator>().AuthenticateAsync(Context(header));

    private static DefaultHttpContext Context(string? header)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        context.Request.Path = "/api/internal/register";
        context.Request.Headers.Authorization = header;
        return context;
    }

    private static string Basic(string name, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));
}
