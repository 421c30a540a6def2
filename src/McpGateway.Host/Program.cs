using McpGateway.Core.Foundation;
using McpGateway.Host;
using Microsoft.Extensions.Options;

try
{
    await using var app = GatewayApplication.Build(args, SocketThreads.Prepare());
    await GatewayStart.PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);
    await app.StartAsync();
    Banner.Print(app);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StorageUnusableException unusable)
{
    await Console.Error.WriteLineAsync($"The gateway cannot start. {unusable.Message}");
    return 1;
}
catch (OptionsValidationException invalid)
{
    await Console.Error.WriteLineAsync("The gateway cannot start because its configuration is not valid:");
    foreach (var failure in invalid.Failures)
    {
        await Console.Error.WriteLineAsync($"  {failure}");
    }

    return 1;
}
