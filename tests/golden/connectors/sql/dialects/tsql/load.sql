USE Harbour;
GO
CREATE TABLE [dbo].[Calls] ([Id] INT IDENTITY(1,1) NOT NULL, [Ship Name] NVARCHAR(50) NULL, CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC));
GO
CREATE PROCEDURE dbo.Nightly AS
BEGIN
  INSERT INTO dbo.Log SELECT 1;
  IF 1 = 1 BEGIN UPDATE dbo.Log SET x = 1; END;
END;
GO
SELECT c.Id, c.[Ship Name] INTO #work FROM dbo.Calls c WHERE c.Id > 3;
INSERT INTO Fleet.dbo.Names (Id, Name) SELECT w.Id, w.[Ship Name] FROM #work AS w;
