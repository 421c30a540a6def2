using Microsoft.Extensions.Options;

namespace McpGateway.Storage.MongoDB.Connecting;

internal sealed class DocumentDbOptionsValidator(IOptions<StorageOptions> storage) : IValidateOptions<DocumentDbOptions>
{
    public ValidateOptionsResult Validate(string? name, DocumentDbOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (StorageBackends.Parse(storage.Value.Backend) is StorageBackends.MongoDb or StorageBackends.DocumentDb
            && MongoTarget.FindProblem(options) is { } problem)
        {
            problems.AddError(problem);
        }

        return problems.Build();
    }
}
