using McpGateway.Storage.Postgres;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var errors = new List<string>();
        var backend = StorageBackends.Parse(options.Backend);
        if (backend is null)
        {
            errors.Add(
                $"STORAGE_BACKEND is '{options.Backend}', which this product does not have. "
                    + "Use 'sqlite' (one machine, the default) or 'postgresql' (any number of replicas).");
        }

        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            errors.Add("DATA_DIR must name a directory.");
        }

        if (backend == StorageBackends.Postgresql)
        {
            if (string.IsNullOrWhiteSpace(options.PostgresConnectionString))
            {
                errors.Add("STORAGE_BACKEND=postgresql needs POSTGRES_CONNECTION_STRING (or DATABASE_URL), "
                    + "for instance 'Host=db;Database=mcpgateway;Username=mcpgateway;Password=…'.");
            }
            else if (!PostgresConnection.TryParse(options.PostgresConnectionString, out _))
            {
                // The value is a credential: it is not repeated here.
                errors.Add(
                    "POSTGRES_CONNECTION_STRING (or DATABASE_URL) is neither an Npgsql connection string nor a postgres:// address.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
