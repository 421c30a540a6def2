using System.Data.Common;

namespace McpGateway.Storage.Sql;

/// <summary>
/// A connection and its prepared commands. The SQL of the stores is written once, in the dialect that SQLite and PostgreSQL share;
/// parameters are named <c>@a</c>. Used by one caller at a time.
/// </summary>
internal sealed class SqlSession(DbConnection connection) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    public DbConnection Connection { get; } = connection;

    /// <summary>Set while a transaction is open: ADO.NET wants it on each command.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>How long a statement may take, in seconds; 0 for no limit, null for the connection's.</summary>
    public int? StatementSeconds { get; set; }

    public async Task<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        await Command(sql, parameters).ExecuteNonQueryAsync(cancellationToken);

    public async Task<long> ReadNumberAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        await Command(sql, parameters).ExecuteScalarAsync(cancellationToken) is long number ? number : 0;

    public async Task<List<T>> ReadAsync<T>(
        string sql, Func<DbDataReader, T> row, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var reader = await Command(sql, parameters).ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>
    /// The prepared command for <paramref name="sql"/> with these values. Callers bring constant SQL; values travel as parameters only.
    /// </summary>
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // constants of the stores, and embedded migrations
            command.CommandText = sql;
#pragma warning restore CA2100
            _commands.Add(sql, command);
        }

        command.Transaction = Transaction;
        if (StatementSeconds is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        for (var index = 0; index < parameters.Length; index++)
        {
            if (index == command.Parameters.Count)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = parameters[index].Name;
                command.Parameters.Add(parameter);
            }

            command.Parameters[index].Value = parameters[index].Value ?? DBNull.Value;
        }

        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }

        await Connection.DisposeAsync();
    }
}
