using McpGateway.Cli.Running;
using McpGateway.Tests.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Ctrl-C while a gateway does not answer: the end of the command, and nothing but its exit code.</summary>
public sealed class InterruptTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _silent = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _silent = builder.Build();
        _silent.Run(HoldAsync);
        await _silent.StartAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _silent.DisposeAsync();

    [Theory]
    [InlineData("server list --token t --gateway URL")]
    [InlineData("compat registry_management --registry-url URL --token-file token list")]
    [InlineData("compat mcp_client --url URL --token-file token ping")]
    public async Task Interrupt_WhileTheGatewayIsSilent_EndsWith130AndNoTrace(string arguments)
    {
        using var cli = new TestCli();
        await File.WriteAllTextAsync(Path.Combine(cli.Home, "token"), "a-token", Cancellation);
        await using var process = McpgwProcess.Start(
            cli, arguments.Replace("URL", _silent.Urls.Single(), StringComparison.Ordinal).Split(' '));
        await _arrived.Task.WaitAsync(Cancellation);

        // The parser takes both signals for the same; SIGINT does not arrive where the tests run in a shell's background.
        process.Signal("TERM");

        Assert.Equal(ExitCodes.Interrupted, await process.WaitForExitAsync(Cancellation));
        Assert.DoesNotContain("   at ", string.Join('\n', process.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", string.Join('\n', process.Errors), StringComparison.Ordinal);
    }

    private async Task HoldAsync(HttpContext context)
    {
        _arrived.TrySetResult();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.Register(gone.SetResult))
        {
            await gone.Task;
        }
    }
}
