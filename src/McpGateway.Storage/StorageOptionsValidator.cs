using McpGateway.Foundation.Settings;
using McpGateway.Storage.Postgres.Connecting;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private const string Connection = "POSTGRES_CONNECTION_STRING (or DATABASE_URL)";

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        var backend = StorageBackends.Parse(options.Backend);
        problems.Require(
            backend is not null,
            EnvironmentNames.NameOf($"{StorageOptions.Section}:{nameof(options.Backend)}"),
            $"is '{options.Backend}', which this product does not have. "
            + "Use 'sqlite' (one machine, the default), 'postgresql', 'mongodb-ce' or 'documentdb' (any number of replicas).");
        problems.Require(
            !string.IsNullOrWhiteSpace(options.DataDirectory),
            EnvironmentNames.NameOf($"{StorageOptions.Section}:{nameof(options.DataDirectory)}"),
            "must name a directory.");
        problems.Range("Storage:MaxConnections", options.MaxConnections, 6, 1000);
        if (backend == StorageBackends.Postgresql)
        {
            problems.Require(
                !string.IsNullOrWhiteSpace(options.PostgresConnectionString) || options.Surroundings.NameADatabase,
                "STORAGE_BACKEND=postgresql",
                $"needs {Connection} (or PGHOST or PGSERVICE), for instance 'postgresql://mcpgateway:…@db:5432/mcpgateway'.");
            Check(problems, Connection, options.PostgresConnectionString ?? "", options.Surroundings);
            Check(
                problems, $"{StorageOptions.Section}:{nameof(options.PostgresListenConnectionString)}",
                options.PostgresListenConnectionString ?? "", options.Surroundings);
        }

        return problems.Build();
    }

    /// <summary>The value is a credential: it is not repeated here.</summary>
    private static void Check(ValidateOptionsResultBuilder problems, string key, string text, PostgresSurroundings around)
    {
        try
        {
            PostgresTarget.Read(text, around);
        }
        catch (ConnectionTextException failure)
        {
            problems.AddError($"{key} {failure.Message}");
        }
    }
}
