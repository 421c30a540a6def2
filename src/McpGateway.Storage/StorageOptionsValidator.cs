using McpGateway.Foundation.Settings;
using McpGateway.Storage.Postgres;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        var backend = StorageBackends.Parse(options.Backend);
        problems.Require(
            backend is not null,
            EnvironmentNames.NameOf($"{StorageOptions.Section}:{nameof(options.Backend)}"),
            $"is '{options.Backend}', which this product does not have. "
            + "Use 'sqlite' (one machine, the default) or 'postgresql' (any number of replicas).");
        problems.Require(
            !string.IsNullOrWhiteSpace(options.DataDirectory),
            EnvironmentNames.NameOf($"{StorageOptions.Section}:{nameof(options.DataDirectory)}"),
            "must name a directory.");
        if (backend == StorageBackends.Postgresql)
        {
            var isStated = !string.IsNullOrWhiteSpace(options.PostgresConnectionString);
            problems.Require(
                isStated,
                "STORAGE_BACKEND=postgresql",
                "needs POSTGRES_CONNECTION_STRING (or DATABASE_URL), "
                + "for instance 'Host=db;Database=mcpgateway;Username=mcpgateway;Password=…'.");

            // The value is a credential: it is not repeated here.
            problems.Require(
                !isStated || PostgresConnection.TryParse(options.PostgresConnectionString!, out _),
                "POSTGRES_CONNECTION_STRING (or DATABASE_URL)",
                "is neither an Npgsql connection string nor a postgres:// address.");
        }

        return problems.Build();
    }
}
