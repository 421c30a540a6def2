using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Leadership;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>
/// Leadership is a session's advisory lock: the server gives it up the moment the connection ends, so that a replica that died or was cut
/// off never keeps the others waiting.
/// </summary>
internal sealed class PostgresLeaderLease(PostgresDatabase database, TimeProvider time) : ILeaderLease
{
    public async Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken)
    {
        var connection = await database.ConnectAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(@lock)", connection);
            command.Parameters.AddWithValue("@lock", LockOf(role));
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new PostgresLeadership(connection, time);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>The same number on every replica and release.</summary>
    private static long LockOf(string role) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("mcpgateway.leader." + role)));
}
