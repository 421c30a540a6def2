namespace McpGateway.IntegrationTests;

/// <summary>
/// Who listens to spans by name hears every gateway of the process and changes what each sends, and who measures memory measures
/// everybody's: such tests run by themselves.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide listeners and figures";
}
