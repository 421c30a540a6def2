using System.Data.Common;
using System.Runtime.InteropServices;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Commands;

/// <summary>Runs what is asked for on the command line instead of the gateway.</summary>
internal static class CommandRunner
{
    /// <returns>The exit code, one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (request, text, code) = CommandRequest.Read(args);
        if (request is null)
        {
            await (code == ExitCodes.Done ? Console.Out : Console.Error).WriteLineAsync(text);
            return code;
        }

        using var ending = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        var output = new CommandOutput(request.WantsJson);
        try
        {
            return request.Form.Verb.StartsWith("store ", StringComparison.Ordinal)
                ? await StoreCommands.RunAsync(request, output, ending.Token)
                : request.Form.Verb.StartsWith("audit ", StringComparison.Ordinal)
                ? await AuditCommand.RunAsync(request, output, ending.Token)
                : await ImportCommand.RunAsync(request, output, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return output.Fail("It was stopped before it was done. Run it again.", ExitCodes.Failed);
        }
        catch (Exception failure) when (failure is StartRefusedException or OptionsValidationException or StorageUnavailableException
            or InvalidDataException or IOException or UnauthorizedAccessException or InvalidOperationException or DbException)
        {
            return output.Fail(string.Join(' ', StartFailure.Describe(failure)), ExitCodes.Failed);
        }

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ending.Cancel();
        }
    }
}
