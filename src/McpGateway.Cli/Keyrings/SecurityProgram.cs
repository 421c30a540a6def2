using System.ComponentModel;
using System.Diagnostics;
using McpGateway.Cli.Profiles;

namespace McpGateway.Cli.Keyrings;

/// <summary>The program <c>security</c> of macOS.</summary>
/// <param name="path">Of the program.</param>
internal sealed class SecurityProgram(string path)
{
    // The keychain may ask the user for its password.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static SecurityProgram Default { get; } = new("/usr/bin/security");

    /// <param name="arguments">Without secrets: others on the machine can read them.</param>
    /// <param name="input">What it reads on standard input; null for nothing.</param>
    /// <exception cref="CredentialStoreException">It cannot be started, or does not end.</exception>
    public async Task<(int ExitCode, string Out, string Error)> RunAsync(
        IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            process.Start();
            var texts = Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            var read = await texts;
            return (process.ExitCode, read[0], read[1]);
        }
        catch (Exception missing) when (missing is Win32Exception or IOException)
        {
            throw new CredentialStoreException($"The keychain cannot be asked: {missing.Message}.", missing);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            throw new CredentialStoreException($"The keychain did not answer within {Patience.TotalSeconds:0} seconds.", late);
        }
    }
}
