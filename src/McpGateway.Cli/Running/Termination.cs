using System.Runtime.InteropServices;

namespace McpGateway.Cli.Running;

/// <summary>
/// Signals for a command that runs until it is stopped: a supervisor that ends it (SIGTERM) is another matter than whoever interrupts it
/// (SIGINT). For the other commands the parser's handling is enough, which does not tell them apart.
/// </summary>
internal sealed class Termination
{
    private volatile bool _isTold;

    /// <summary>Whether the process was told to end, and not interrupted.</summary>
    public bool IsTold => _isTold;

    /// <summary>Listens until it is disposed of. A second signal ends the process at once.</summary>
    /// <param name="stop">Is cancelled by the first signal.</param>
    public IDisposable Listen(CancellationTokenSource stop)
    {
        return new Listening(
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle), PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));

        void Handle(PosixSignalContext signal)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            signal.Cancel = true;
            _isTold = signal.Signal == PosixSignal.SIGTERM;
            stop.Cancel();
        }
    }

    private sealed class Listening(params PosixSignalRegistration[] signals) : IDisposable
    {
        public void Dispose()
        {
            foreach (var signal in signals)
            {
                signal.Dispose();
            }
        }
    }
}
