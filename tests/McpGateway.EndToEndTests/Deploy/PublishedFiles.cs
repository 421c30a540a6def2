namespace McpGateway.EndToEndTests.Deploy;

/// <summary>Publishing takes minutes: it is done once, for the image's tests and those of the archive.</summary>
[CollectionDefinition(PublishedImage.Collection)]
public sealed class PublishedFiles : ICollectionFixture<PublishedImage>;
