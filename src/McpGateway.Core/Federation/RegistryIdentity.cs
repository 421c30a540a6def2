using System.Security.Cryptography;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation;

/// <summary>The id under which peers know this registry, the same for all replicas. By it a gateway sees that it reads itself.</summary>
internal sealed class RegistryIdentity(FederationRepository repository, DocumentStore documents)
{
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (await repository.FindIdentityAsync(cancellationToken) is { } known)
        {
            return known.Value.Id;
        }

        var drawn = await OptimisticCommit.RunAsync(documents, PlanAsync, cancellationToken);
        return drawn.Value ?? throw new InvalidOperationException(drawn.Error?.Detail);
    }

    private async Task<Result<PendingWrite<string>>> PlanAsync(CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        if (await repository.FindIdentityAsync(cancellationToken) is { } other)
        {
            return new PendingWrite<string>(batch, other.Value.Id);
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        batch.Put(FederationRepository.Identities, RegistryIdentityRecord.Key, new RegistryIdentityRecord(id), DocumentBatch.Absent);
        return new PendingWrite<string>(batch, id);
    }
}
