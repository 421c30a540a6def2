using System.Net;
using McpGateway.Tests.Foundation;

namespace McpGateway.IntegrationTests.Identity;

public sealed class AdministratorTests
{
    [Fact]
    public async Task FirstStart_WithoutPassword_GeneratesOne_AndHandsItOutOnce()
    {
        var directory = AuthHost.NewDirectory();
        string password;
        await using (var host = await AuthHost.StartInAsync(directory, ("ADMIN_PASSWORD", "")))
        {
            password = host.Notice.TakeGeneratedPassword()!;
            Assert.Null(host.Notice.TakeGeneratedPassword());
            Assert.Equal(24, password.Length);
            Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(password, StringComparison.Ordinal));
        }

        await using var again = await AuthHost.StartInAsync(directory, ("ADMIN_PASSWORD", ""));
        using var answer = await again.LoginAsync("admin", password);

        Assert.Null(again.Notice.TakeGeneratedPassword());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Start_WithANewPassword_ReplacesTheOld_AndVoidsWhatItOpened()
    {
        var directory = AuthHost.NewDirectory();
        (string, string) session;
        string token;
        await using (var host = await AuthHost.StartInAsync(directory))
        {
            session = await host.SignInAsync();
            (token, _) = await host.VendAsync(session);
        }

        var clock = new ManualTimeProvider();
        clock.Advance(TimeSpan.FromMinutes(1));
        await using var changed = await AuthHost.StartInAsync(directory, clock, ("ADMIN_PASSWORD", "another-password-9"));
        using var oldPassword = await changed.LoginAsync("admin", AuthHost.Password);
        using var newPassword = await changed.LoginAsync("admin", "another-password-9");
        using var bySession = await changed.GetAsync("/api/auth/me", session);
        using var byToken = await changed.GetAsync("/api/auth/me", AuthHost.Bearer(token));

        Assert.Equal(HttpStatusCode.Unauthorized, oldPassword.StatusCode);
        Assert.Equal(HttpStatusCode.OK, newPassword.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, bySession.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, byToken.StatusCode);
    }

    [Fact]
    public async Task Start_WithTheSamePassword_KeepsSessions()
    {
        var directory = AuthHost.NewDirectory();
        (string, string) session;
        await using (var host = await AuthHost.StartInAsync(directory))
        {
            session = await host.SignInAsync();
        }

        await using var again = await AuthHost.StartInAsync(directory);
        using var me = await again.GetAsync("/api/auth/me", session);

        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    [Fact]
    public async Task Start_WithAnotherName_DisablesTheFormerAdministrator()
    {
        var directory = AuthHost.NewDirectory();
        await using (await AuthHost.StartInAsync(directory))
        {
            // The first start makes "admin".
        }

        await using var renamed = await AuthHost.StartInAsync(directory, ("ADMIN_USER", "root"));
        using var former = await renamed.LoginAsync("admin", AuthHost.Password);
        using var present = await renamed.LoginAsync("root", AuthHost.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, former.StatusCode);
        Assert.Equal(HttpStatusCode.OK, present.StatusCode);
    }

    [Fact]
    public async Task Login_ManyFailures_AreSlowed_WithGrowingWaits_AndForgotten()
    {
        await using var host = await AuthHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await host.LoginAsync("admin", $"wrong-{i}");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var locked = await host.LoginAsync("admin", AuthHost.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal("1", locked.Headers.RetryAfter!.ToString());
        Assert.Equal("Too many failed sign-in attempts. Try again in 1 seconds.", await AuthHost.DetailAsync(locked));

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using (await host.LoginAsync("admin", "wrong again"))
        {
            // The sixth failure doubles the wait.
        }

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var stillLocked = await host.LoginAsync("admin", AuthHost.Password);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var open = await host.LoginAsync("admin", AuthHost.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, stillLocked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public async Task Secrets_NeverReachTheLogs()
    {
        await using var host = await AuthHost.StartAsync(("SECRET_KEY", "a secret that is shared with others"));
        var session = await host.SignInAsync();
        var (token, id) = await host.VendAsync(session);
        string[] secrets = [
            AuthHost.Password, "a wrong password", session.Value.Split('=')[1], token, token.Split('.')[2], "a secret that is shared"];

        using (await host.LoginAsync("admin", "a wrong password"))
        using (await host.GetAsync("/api/servers", AuthHost.Bearer(token)))
        using (await host.GetAsync("/api/servers", AuthHost.Bearer(token + "x")))
        using (await host.GetAsync("/api/auth/me", session))
        using (await host.SendAsync(HttpMethod.Delete, $"/api/tokens/{id}", headers: session))
        using (await host.GetAsync("/api/servers", AuthHost.Bearer(token)))
        using (await host.PostAsync("/api/auth/logout", null, session))
        using (await host.LoginAsync("line\r\nbreak", AuthHost.Password))
        {
            Assert.NotEmpty(host.Logs.Lines);
        }

        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }

        Assert.Contains(host.Logs.Lines, line => line.StartsWith("Sign-in as unknown:", StringComparison.Ordinal));
    }
}
