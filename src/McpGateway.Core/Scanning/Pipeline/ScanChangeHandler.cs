using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Puts what was registered or changed into the queue. Nobody waits for it.</summary>
internal sealed class ScanChangeHandler(ScanWork work) : IChangeHandler
{
    public ChangePhase Phase => ChangePhase.Notify;

    public Task LoadAsync(CancellationToken cancellationToken)
    {
        work.LookAgain();
        return Task.CompletedTask;
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var key in changes.KeysOf(
            ServerRepository.Servers.Name, ServerRepository.Tools.Name, ServerRepository.Secrets.Name, AgentRepository.Agents.Name))
        {
            work.Changed(key);
        }

        if (changes.Touches(ScanRepository.Runs))
        {
            work.LookAgain();
        }

        return Task.CompletedTask;
    }
}
