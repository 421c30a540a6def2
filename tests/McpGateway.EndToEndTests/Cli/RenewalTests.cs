using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Tests.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>A command that is told to stop, or killed, while its sign-in is renewed: the old refresh token is spent.</summary>
public sealed class RenewalTests : IAsyncLifetime
{
    /// <summary>More than a command may take to stop that has nothing to lose.</summary>
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(4);

    private readonly TestCli _cli = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _gateway = null!;
    private int _renewals;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CredentialFile Credentials => CredentialFile.In(_cli.Configuration);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _gateway = builder.Build();
        _gateway.MapPost("/token", RenewAsync);
        _gateway.MapGet("/api/auth/me", static () => Results.Json(new { detail = "Not authenticated" }, statusCode: 401));
        await _gateway.StartAsync(Cancellation);
        new ProfileStore(_cli.EnvironmentOf(new())).Save("default", new(_gateway.Urls.Single(), "maria"), isCurrent: true);
        Credentials.Save("default", new()
        {
            AccessToken = "first",
            RefreshToken = "refresh-1",
            ExpiresAt = DateTimeOffset.UnixEpoch,
            ClientId = "client",
            TokenEndpoint = _gateway.Urls.Single() + "/token",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Interrupt_WhileTheSignInIsRenewed_KeepsTheNextTokenAndThenEnds()
    {
        await using var process = McpgwProcess.Start(_cli, "whoami");
        await _arrived.Task.WaitAsync(Cancellation);

        process.Signal("TERM");
        await Assert.ThrowsAsync<TimeoutException>(() => process.WaitForExitAsync(Cancellation).WaitAsync(Longer, Cancellation));
        _answer.SetResult();

        Assert.Equal(ExitCodes.Interrupted, await process.WaitForExitAsync(Cancellation));
        Assert.Equal(("second", "refresh-2"), (Credentials.Find("default")!.AccessToken, Credentials.Find("default")!.RefreshToken));
    }

    [Fact]
    public async Task Kill_WhileTheSignInIsRenewed_IsToldByTheNextRun()
    {
        await using (var process = McpgwProcess.Start(_cli, "whoami"))
        {
            await _arrived.Task.WaitAsync(Cancellation);
            await process.KillAsync(Cancellation);
        }

        _answer.SetResult();
        Assert.Equal("refresh-1", Credentials.Find("default")!.RefreshToken);

        var next = await _cli.RunAsync("whoami");
        var after = await _cli.RunAsync("whoami");

        Assert.Equal(ExitCodes.NotSignedIn, next.ExitCode);
        Assert.Contains("An earlier run was killed while it renewed the sign-in", next.Error, StringComparison.Ordinal);
        Assert.Contains("mcpgw login", next.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("killed", after.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_cli.Configuration, "*.next"));
    }

    /// <summary>The first renewal is answered when the test says so, and rotates; the token that was sent is spent with it.</summary>
    private async Task<IResult> RenewAsync()
    {
        if (Interlocked.Increment(ref _renewals) > 1)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        _arrived.SetResult();
        await _answer.Task;
        return Results.Json(new { access_token = "second", refresh_token = "refresh-2", token_type = "Bearer", expires_in = 3600 });
    }
}
