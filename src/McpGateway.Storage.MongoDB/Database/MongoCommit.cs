using McpGateway.Foundation.Documents;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>Brings a commit to its end, also when the server goes before it has answered.</summary>
internal sealed class MongoCommit(IClientSessionHandle session, MongoCollections collections, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="isThere">See <see cref="MongoOutcome{T}.IsThere"/>.</param>
    /// <exception cref="MongoException">It was refused: nothing is stored.</exception>
    /// <exception cref="StorageUnavailableException">Nobody can say whether it is stored.</exception>
    public async Task RunAsync(Func<MongoCollections, Task<bool>>? isThere)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                // Asking again is safe: the server knows the transaction by its number.
                await session.CommitTransactionAsync();
                return;
            }
            catch (Exception failure) when (MongoFaults.IsOfTheServer(failure))
            {
                // The driver has asked a second time by itself. A server that then does not know the transaction may have committed it at
                // the first: DocumentDB keeps no account of that.
                var isUnknown = MongoFaults.IsUnknown(failure);
                if (!isUnknown || time.GetElapsedTime(began) > Patience)
                {
                    if (isThere is not null && await IsThereAsync(isThere, failure))
                    {
                        return;
                    }

                    if (isUnknown)
                    {
                        throw new StorageUnavailableException(StorageFault.Unsure, failure);
                    }

                    throw;
                }
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task<bool> IsThereAsync(Func<MongoCollections, Task<bool>> isThere, Exception failure)
    {
        try
        {
            return await isThere(collections);
        }
        catch (Exception another) when (MongoFaults.IsOfTheServer(another))
        {
            throw new StorageUnavailableException(StorageFault.Unsure, failure);
        }
    }
}
