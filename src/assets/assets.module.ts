import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { DatabaseModule } from '../platform/database';
import { Asset } from './asset.entity';
import { AssetsController } from './assets.controller';
import { AssetsRepository } from './assets.repository';
import { AssetsService } from './assets.service';

@Module({
  imports: [DatabaseModule.forFeature([Asset]), AccountsModule],
  controllers: [AssetsController],
  providers: [AssetsService, AssetsRepository],
  exports: [AssetsService],
})
export class AssetsModule {}
