using McpGateway.Host;
using McpGateway.Host.Commands;
using McpGateway.Host.Settings;

if (CommandRequest.IsOne(args))
{
    return await CommandRunner.RunAsync(args);
}

if (HealthProbe.IsMeant(args))
{
    return await HealthProbe.RunAsync(args);
}

var command = CommandLine.Read(args);
if (command.ExitCode is { } code)
{
    await (code == 0 ? Console.Out : Console.Error).WriteLineAsync(command.Text);
    return code;
}

WebApplicationBuilder? builder = null;
var hasStarted = false;
try
{
    builder = GatewayApplication.CreateBuilder(args, SocketThreads.Prepare());
    HostSettings.Check(builder.Configuration);
    await using var app = GatewayApplication.Build(builder);
    await GatewayStart.RunAsync(app, Console.Out);
    hasStarted = true;
    Banner.Print(app);
    await app.WaitForShutdownAsync();
    return 0;
}
#pragma warning disable CA1031 // whatever keeps the gateway from starting is told to its operator in one line, and not as a crash
catch (Exception failure) when (!hasStarted)
#pragma warning restore CA1031
{
    await StartFailure.ReportAsync(failure, builder?.Configuration);
    return 1;
}
#pragma warning disable CA1031 // a failure at the end is told, too, and is no crash
catch (Exception failure)
#pragma warning restore CA1031
{
    await StartFailure.ReportStopAsync(failure, builder?.Configuration);
    return 1;
}
